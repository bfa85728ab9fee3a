// A query whose answer takes more than one page: DynamoDB ends a page at 1 MB.

import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { Item } from "./attribute-values.ts";

/** A table and the way to it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** All items of a query, however many pages they take. */
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
