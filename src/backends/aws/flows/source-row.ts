// The sources of a deployment: one row of the flows table, because a stack has a few sources, and every function that needs one
// reads all of them for a few read units.

import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { parseJson } from "#core/parse-json.ts";
import type { Source } from "#core/sources/source.ts";
import { readStoredSource } from "#core/sources/stored-source.ts";
import { bytes, type Item, number, readBytes, required, text } from "../dynamodb/attribute-values.ts";
import { pack, unpack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";

/** The version of the row. */
const ROW_VERSION = 1;

const KEY: Item = { pk: text("sources"), sk: text("all") };

/**
 * The limit on compressed sources, in bytes. DynamoDB accepts items up to 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
const MAX_SOURCES_BYTES = 384 * 1024;

/** Replaces the sources. Throws if they are too large for a row, or if DynamoDB fails. */
export async function writeSources(
  { client, tableName }: Table,
  sources: readonly Source[],
  now: number,
): Promise<void> {
  const packed = pack(JSON.stringify(sources));
  if (packed.length > MAX_SOURCES_BYTES) {
    const sizes = `The sources have ${packed.length} bytes when compressed; they may have ${MAX_SOURCES_BYTES}`;
    throw new Error(`${sizes}. Shorten their mappings.`);
  }
  const item = { ...KEY, v: number(ROW_VERSION), updated_at: number(now), packed: bytes(packed) };
  await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
}

/** Reads the sources; none if an earlier release deployed the flows. Throws if this release can't read one, or if DynamoDB fails. */
export async function readSources({ client, tableName }: Table): Promise<Source[]> {
  // Consistent, because a request may name a source that was deployed a moment ago.
  const { Item: row } = await client.send(new GetItemCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
  if (row === undefined) return [];
  const sources = parseJson(unpack(required(readBytes(row, "packed"), "packed")));
  if (!Array.isArray(sources)) throw new Error("The stored sources are not a list");
  return sources.map(readStoredSource);
}
