// The flows table in memory, behind the real client: the part of DynamoDB that the flow store uses, with the units of each call
// by DynamoDB's rules
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).

import {
  type AttributeValue,
  DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";

type Item = Record<string, AttributeValue>;

const KIB = 1_024;

/** The size at which a query's page ends, in bytes. */
const PAGE_BYTES = KIB * KIB;

/** The table, its client, and the counts of reads and writes. */
export class MemoryTable {
  readonly client = new DynamoDBClient({ region: "eu-west-1" });
  readonly cost = { reads: 0, readUnits: 0, writes: 0, writeUnits: 0 };
  readonly #partitions = new Map<string, Map<string, Item>>();

  constructor() {
    this.client.middlewareStack.add(
      (_next, context) => async (args) => ({ output: this.#answer(context.commandName, args.input), response: {} }),
      { step: "initialize", name: "inMemory" },
    );
  }

  #answer(command: string | undefined, input: unknown) {
    const answer = { $metadata: {} };
    // Commands of these names have these inputs.
    if (command === "PutItemCommand") this.#put(input as PutItemCommandInput);
    else if (command === "GetItemCommand") return { ...answer, ...this.#get(input as GetItemCommandInput) };
    else if (command === "QueryCommand") return { ...answer, ...this.#query(input as QueryCommandInput) };
    else throw new Error(`The double does not support ${command}`);
    return answer;
  }

  /** Conditions always hold, because the bench has one writer. */
  #put({ Item: item = {} }: PutItemCommandInput): void {
    const [partition, sort] = [textOf(item["pk"]), textOf(item["sk"])];
    const rows = this.#partitions.get(partition) ?? new Map<string, Item>();
    this.#partitions.set(partition, rows);
    this.cost.writes += 1;
    this.cost.writeUnits += Math.ceil(Math.max(sizeOf(item), sizeOf(rows.get(sort) ?? {})) / KIB);
    rows.set(sort, item);
  }

  #get({ Key: key = {}, ConsistentRead: consistent = false }: GetItemCommandInput): { Item?: Item } {
    const item = this.#partitions.get(textOf(key["pk"]))?.get(textOf(key["sk"]));
    this.#charge(item === undefined ? 1 : sizeOf(item), consistent);
    return item === undefined ? {} : { Item: item };
  }

  #query(input: QueryCommandInput): { Items: Item[]; LastEvaluatedKey?: Item } {
    const values = input.ExpressionAttributeValues ?? {};
    const rows = [...(this.#partitions.get(textOf(values[":current"] ?? values[":changes"])) ?? [])];
    const after = input.ExclusiveStartKey?.["sk"]?.S ?? "";
    const [from, to] = [values[":from"]?.S ?? "", values[":to"]?.S ?? "\uffff"];
    const asked = rows.filter(([sort]) => sort > after && sort >= from && sort <= to);
    const page = pageOf(asked.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item));
    this.#charge(
      Math.max(
        1,
        page.reduce((bytes, item) => bytes + sizeOf(item), 0),
      ),
      input.ConsistentRead ?? false,
    );
    const last = page.length < asked.length ? page.at(-1) : undefined;
    return { Items: page, ...(last && { LastEvaluatedKey: last }) };
  }

  #charge(bytes: number, consistent: boolean): void {
    this.cost.reads += 1;
    this.cost.readUnits += Math.ceil(bytes / (4 * KIB)) * (consistent ? 1 : 0.5);
  }
}

/** Returns the first items, up to the end of a page. */
function pageOf(items: readonly Item[]): Item[] {
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += sizeOf(item);
    return bytes >= PAGE_BYTES;
  });
  return end === -1 ? [...items] : items.slice(0, end + 1);
}

function textOf(value: AttributeValue | undefined): string {
  if (value?.S === undefined) throw new Error("The key is not a text");
  return value.S;
}

function sizeOf(item: Item): number {
  return Object.entries(item).reduce(
    (size, [name, { S: text = "", N: digits = "", B: bytes }]) =>
      size + name.length + Buffer.byteLength(text) + digits.length + (bytes?.length ?? 0),
    0,
  );
}
