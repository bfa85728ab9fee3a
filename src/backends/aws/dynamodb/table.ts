// A table of DynamoDB, and the calls to it that need more than one command of the SDK.

import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "./attribute-values.ts";

/** A table and the client to reach it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Returns all items of a query, page by page: DynamoDB ends a page at 1 MB. */
export async function queryAll(
  { client, tableName }: Table,
  input: Omit<QueryCommandInput, "TableName" | "ExclusiveStartKey">,
): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await client.send(
      new QueryCommand({ TableName: tableName, ...input, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/** The result of a conditional write: its output, or the item for which its condition failed, if the write asked for it. */
type ConditionalWrite<Output> =
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly found: Item | undefined };

/** Awaits a write whose condition may fail, which is a result and not an error. Rejects with any other error. */
export async function conditionalWrite<Output>(write: Promise<Output>): Promise<ConditionalWrite<Output>> {
  try {
    return { ok: true, output: await write };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { ok: false, found: error.Item };
  }
}

/** The reasons by which concurrent writes cancel a transaction; "None" is the reason of the items that are not at fault. */
const CONCURRENCY: ReadonlySet<string | undefined> = new Set(["None", "ConditionalCheckFailed", "TransactionConflict"]);

/** A put with a condition. */
type ConditionalPut = NonNullable<TransactWriteItem["Put"]>;

/**
 * Puts items atomically: one item with a plain write, which costs half, several in a transaction. Returns false if a
 * condition failed, or if another transaction wrote one of the items at the same time
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html).
 */
export async function putAtomically(client: DynamoDBClient, puts: readonly ConditionalPut[]): Promise<boolean> {
  const [first, ...more] = puts;
  if (first === undefined) return true;
  try {
    if (more.length === 0) return (await conditionalWrite(client.send(new PutItemCommand(first)))).ok;
    await client.send(new TransactWriteItemsCommand({ TransactItems: puts.map((Put) => ({ Put })) }));
    return true;
  } catch (error) {
    if (isConcurrency(error)) return false;
    throw error;
  }
}

function isConcurrency(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
  return reasons.length > 0 && reasons.every(({ Code: code }) => CONCURRENCY.has(code));
}
