// Reading flows from DynamoDB, whole or in part: the rows are parsed by whoever reads them. Every warm function reads the
// version of them all every few seconds, and the flows when that has changed.

import { type DynamoDBClient, GetItemCommand, paginateQuery } from "@aws-sdk/client-dynamodb";
import type { FlowSnapshot, FlowStore } from "#app/ports.ts";
import { parseJson } from "#core/parse-json.ts";
import { type Item, readText, required, text } from "./attribute-values.ts";

/** The key of the row with the version of all flows. */
export const CATALOGUE_KEY: Item = { pk: text("catalogue"), sk: text("version") };

/** The partition of the flows as they are. */
export const CURRENT = "flow";

/** The flows table and the way to it. */
export interface FlowsTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}

/** Flows in their table. Every method throws when DynamoDB can't be had, and when no flows were ever put there. */
export class DynamoDbFlowReader<Stored> implements FlowStore<Stored> {
  readonly #table: FlowsTable;
  readonly #parse: (definition: unknown) => Stored;

  /** @param parse Makes of a stored flow what is wanted of it; throws for what is none. */
  constructor(table: FlowsTable, parse: (definition: unknown) => Stored) {
    this.#table = table;
    this.#parse = parse;
  }

  async version(): Promise<string> {
    const version = await readVersion(this.#table);
    if (version === undefined) throw new Error(`The table ${this.#table.tableName} holds no flows yet`);
    return version;
  }

  async load(): Promise<FlowSnapshot<Stored>> {
    // Before the flows: if they change in between, the version that comes after tells.
    const version = await this.version();
    const rows = await readCurrent(this.#table);
    return { version, flows: rows.map((row) => this.#parse(parseJson(definitionOf(row)))) };
  }
}

/** The ids of all flows, whatever their status. */
export async function readFlowIds(table: FlowsTable): Promise<string[]> {
  return (await readCurrent(table, "sk")).map((row) => required(readText(row, "sk"), "sk"));
}

/** The version of all flows; undefined where none were ever put there. */
export async function readVersion({ client, tableName }: FlowsTable): Promise<string | undefined> {
  const { Item: row } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: CATALOGUE_KEY, ConsistentRead: true }),
  );
  return row && readText(row, "version");
}

/** The rows of the flows as they are; all attributes, or the one that is named. */
export async function readCurrent({ client, tableName }: FlowsTable, attribute?: string): Promise<Item[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: "pk = :current",
      ExpressionAttributeValues: { ":current": text(CURRENT) },
      ConsistentRead: true,
      ...(attribute ? { ProjectionExpression: attribute } : {}),
    },
  );
  const rows: Item[] = [];
  for await (const { Items = [] } of pages) rows.push(...Items);
  return rows;
}

/** A flow's definition as its row holds it: JSON. */
export function definitionOf(row: Item): string {
  return required(readText(row, "definition"), "definition");
}
