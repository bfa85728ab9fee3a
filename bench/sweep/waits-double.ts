// The waits table in memory, as DynamoDB answers for it: pages that end at a limit, with the key at which to continue, and updates
// under a condition. Its rows are made when they are read, so that a million of them need no memory but their numbers.

import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type QueryCommandInput,
  type QueryCommandOutput,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { bucketOf, bucketPartition, CURSOR_KEY, SHARDS } from "#backends/aws/delays/delayed-message-keys.ts";
import { bytes, type Item, number, readText, text } from "#backends/aws/dynamodb/attribute-values.ts";
import { pack } from "#backends/aws/dynamodb/packing.ts";
import { shardOf } from "#backends/aws/dynamodb/shard.ts";
import { sortableTime } from "#backends/aws/dynamodb/sortable-time.ts";
import { attributeOf, type Expression, fulfils, valueFor } from "./condition.ts";

/** A page ends at a megabyte at the latest: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
const MOST_BYTES = 1024 * 1024;

/** A run of an order of 1 KB, and the size of its row with its keys. */
const MESSAGE = pack(JSON.stringify({ v: 1, kind: "run", note: "an order of 1 KB ".repeat(60) }));
const ROW_BYTES = MESSAGE.length + 300;

/** Carries out a call to the double; decides when and whether it takes effect. */
export type Carry = <Answer>(answer: () => Answer) => Promise<Answer>;

/** The table. */
export class WaitsDouble {
  readonly #dueAt: number;
  /** The numbers of each shard's rows, in the order of their keys. */
  readonly #rows: readonly number[][];
  readonly #progress = new Map<string, Item>();

  /** Creates a table with this many runs due at the same time, on all shards or on one. */
  constructor(rows: number, dueAt: number, only?: number) {
    this.#dueAt = dueAt;
    const shards: number[][] = Array.from({ length: SHARDS }, () => []);
    for (let [row, added] = [0, 0]; added < rows; row++) {
      const shard = shardOf(idOf(row), SHARDS);
      if (only !== undefined && shard !== only) continue;
      shards[shard]?.push(row);
      added += 1;
    }
    this.#rows = shards;
  }

  /** Returns the ids of all rows, in the order of their keys within each shard. */
  get ids(): string[] {
    return this.#rows.flatMap((rows) => rows.map(idOf));
  }

  /** Returns the number of a row from its id. */
  static rowOf(id: string): number {
    return Number(id.slice("evt_".length, id.indexOf(":")));
  }

  /** The cursor's rows. */
  get progress(): readonly Item[] {
    return [...this.#progress.values()];
  }

  /** Returns a client of the table, whose calls `carry` carries out. */
  client(carry: Carry): DynamoDBClient {
    const client = new DynamoDBClient({ region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
    client.middlewareStack.add(
      (_next, { commandName }) =>
        async ({ input }) => {
          // The command of each name has this input.
          const answer = {
            QueryCommand: () => this.#query(input as QueryCommandInput),
            UpdateItemCommand: () => this.#update(input as UpdateItemCommandInput),
            ScanCommand: () => ({ Items: [{ due_at: number(this.#dueAt) }] }),
          }[String(commandName)];
          if (answer === undefined) throw new Error(`This double does not support ${commandName}`);
          return { output: { $metadata: {}, ...(await carry(answer)) }, response: {} };
        },
      { step: "initialize", name: "answerHere" },
    );
    return client;
  }

  #query({ ExpressionAttributeValues: values = {}, Limit = 1_000 }: QueryCommandInput): Partial<QueryCommandOutput> {
    if (values[":cursor"]) return { Items: this.progress.map((row) => ({ ...row })) };
    const partition = readText(values, ":partition") ?? "";
    const [bucket, shard] = [bucketOf(this.#dueAt), Number(partition.split("#")[1])];
    const numbers = partition === bucketPartition(bucket, shard) ? (this.#rows[shard] ?? []) : [];
    const [low, high] = [readText(values, ":from") ?? "", readText(values, ":to") ?? ""];
    if (low > high) throw new Error("ValidationException: the lower bound is greater than the upper bound");
    const first = firstFrom(numbers, (row) => sortKeyOf(row, this.#dueAt) >= low);
    const limit = Math.min(Limit, Math.floor(MOST_BYTES / ROW_BYTES));
    const page = numbers.slice(first, first + limit).filter((row) => sortKeyOf(row, this.#dueAt) <= high);
    const Items = page.map((row) => this.#item(row, partition));
    const last = Items.at(-1);
    return last !== undefined && page.length === limit
      ? { Items, LastEvaluatedKey: { pk: text(partition), sk: text(readText(last, "sk") ?? "") } }
      : { Items };
  }

  #item(row: number, partition: string): Item {
    return {
      pk: text(partition),
      sk: text(sortKeyOf(row, this.#dueAt)),
      v: number(1),
      due_at: number(this.#dueAt),
      queue: text("steps"),
      target: text("winback"),
      flow_id: text("winback"),
      action_id: text("send"),
      message: bytes(MESSAGE),
    };
  }

  #update(input: UpdateItemCommandInput): object {
    const { Key = {}, UpdateExpression = "", ConditionExpression = "" } = input;
    if (readText(Key, "pk") !== readText(CURSOR_KEY, "pk")) throw new Error("Only rows of the cursor are updated here");
    const [names, values] = [input.ExpressionAttributeNames, input.ExpressionAttributeValues];
    const sortKey = readText(Key, "sk") ?? "";
    const item: Item = { ...Key, ...this.#progress.get(sortKey) };
    if (!fulfils(item, { text: ConditionExpression, names, values })) {
      throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
    }
    applyUpdate(item, { text: UpdateExpression, names, values });
    this.#progress.set(sortKey, item);
    return {};
  }
}

function applyUpdate(item: Item, expression: Expression): void {
  const [sets = "", removes = ""] = expression.text.split(" REMOVE ");
  for (const assignment of sets.replace("SET ", "").split(",")) {
    const [name = "", placeholder = ""] = assignment.split("=").map((part) => part.trim());
    item[attributeOf(name, expression)] = valueFor(placeholder, expression);
  }
  for (const name of removes.split(",").filter((part) => part !== ""))
    delete item[attributeOf(name.trim(), expression)];
}

function idOf(row: number): string {
  return `evt_${String(row).padStart(32, "0")}:winback:send`;
}

function sortKeyOf(row: number, dueAt: number): string {
  return `${sortableTime(dueAt)}#${idOf(row)}`;
}

/** Returns the first index whose row meets a condition that holds for all later rows. */
function firstFrom(rows: readonly number[], holds: (row: number) => boolean): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row !== undefined && holds(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
