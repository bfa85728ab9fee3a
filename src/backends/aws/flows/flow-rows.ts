// The rows of the flows table: the version of all flows, the flows, and the changes between versions.
//
//   catalogue / version   the version of all flows, the file that holds them all, and whether a deployment is writing.
//                         Written last: until then readers have all flows of the previous version
//   flow / <id>           the current flow, which is the source of truth. A deployment in progress may be ahead of the version
//   changes / <version>   the flows that a version changed, if they are few, and the previous version

import { GetItemCommand, paginateQuery, QueryCommand } from "@aws-sdk/client-dynamodb";
import { parseJson } from "#core/parse-json.ts";
import { DAY_SECONDS } from "#core/time.ts";
import {
  bytes,
  type Item,
  number,
  readBytes,
  readNumber,
  readText,
  required,
  text,
} from "../dynamodb/attribute-values.ts";
import { pack, unpack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";
import type { ReadableFiles } from "./s3-files.ts";

/** The version of these rows. */
const ROW_VERSION = 1;

/** The key of the row with the version of all flows. */
const CATALOGUE_KEY: Item = { pk: text("catalogue"), sk: text("version") };

/** The partition of the current flows. */
export const CURRENT = "flow";

const CHANGES = "changes";

/** Digits of a version in a sort key: enough for a deployment a second for 300 years. */
const VERSION_DIGITS = 10;

/**
 * The limit on compressed changes in one row, in bytes: a function reads it for 32 read units, and otherwise loads and compiles
 * all flows. DynamoDB accepts items up to 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
const MAX_CHANGES_BYTES = 256 * 1024;

/** The time to live of changes, in seconds. A function with an older version reads all flows. */
const CHANGES_SECONDS = 7 * DAY_SECONDS;

/** The flows table, and the files with all flows. */
export interface FlowsTable extends Table {
  readonly snapshots: ReadableFiles;
}

/** The content of the row with the version. */
export interface CatalogueRow {
  /** Absent: the first deployment has not written all flows yet. */
  readonly version?: string;
  /** The file with all flows of this version; absent if an earlier release wrote the row. */
  readonly snapshot?: string;
  /** The file of the previous version, which functions may still be reading. */
  readonly previousSnapshot?: string;
  /** The format of the flows in the file. */
  readonly format?: string;
  /** The version that a deployment is writing, or was writing when it was interrupted. */
  readonly writing?: string;
}

const TEXTS = {
  version: "version",
  snapshot: "snapshot",
  previousSnapshot: "previous_snapshot",
  format: "format",
  writing: "writing",
} as const satisfies Record<keyof CatalogueRow, string>;

/** Reads that row; returns undefined if there is no such row. */
export async function readCatalogueRow(table: FlowsTable, consistent: boolean): Promise<CatalogueRow | undefined> {
  const { client, tableName } = table;
  const { Item: row } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: CATALOGUE_KEY, ConsistentRead: consistent }),
  );
  if (row === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(TEXTS).flatMap(([name, attribute]) => {
      const value = readText(row, attribute);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Returns that row as an item. */
export function catalogueItem(row: CatalogueRow, now: number): Item {
  const texts = Object.entries(TEXTS).flatMap(([name, attribute]) => {
    const value = row[name as keyof CatalogueRow];
    return value === undefined ? [] : [[attribute, text(value)] as const];
  });
  return { ...CATALOGUE_KEY, v: number(ROW_VERSION), updated_at: number(now), ...Object.fromEntries(texts) };
}

/** Stored flows, and the format by which they were checked, if known. */
interface StoredFlows {
  readonly definitions: readonly unknown[];
  readonly format: string | undefined;
}

/** Returns the row with the changes between two versions, or undefined if they are too large for a row. */
export function changesItem(
  from: string,
  version: string,
  { definitions, format }: { readonly definitions: readonly string[]; readonly format: string },
  now: number,
): Item | undefined {
  const packed = pack(`[${definitions.join(",")}]`);
  if (packed.length > MAX_CHANGES_BYTES) return undefined;
  return {
    pk: text(CHANGES),
    sk: text(sortKeyOf(version)),
    v: number(ROW_VERSION),
    from: text(from),
    format: text(format),
    packed: bytes(packed),
    ttl: number(Math.ceil(now / 1_000) + CHANGES_SECONDS),
  };
}

/**
 * Returns the changes from one version to a later one, oldest first; undefined if a step is unknown, because its changes were
 * too large, because it has expired, or because it is so new that this read does not see it yet.
 */
export async function readChanges(
  table: FlowsTable,
  from: string,
  to: string,
  consistent: boolean,
): Promise<StoredFlows[] | undefined> {
  const { Items: items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: "pk = :changes AND sk BETWEEN :from AND :to",
      ConsistentRead: consistent,
      ExpressionAttributeValues: {
        ":changes": text(CHANGES),
        ":from": text(sortKeyOf(String(Number(from) + 1))),
        ":to": text(sortKeyOf(to)),
      },
    }),
  );
  const rows = new Map(items.map((item) => [required(readText(item, "sk"), "sk"), item]));
  const steps: StoredFlows[] = [];
  // From the end, because an interrupted deployment may have left a row that is not part of the chain.
  for (let version = to; version !== from; ) {
    const row = rows.get(sortKeyOf(version));
    if (row === undefined || readNumber(row, "v") !== ROW_VERSION) return undefined;
    rows.delete(sortKeyOf(version));
    steps.unshift({ definitions: definitionsIn(row), format: readText(row, "format") });
    version = required(readText(row, "from"), "from");
  }
  return steps;
}

function definitionsIn(row: Item): unknown[] {
  const definitions = parseJson(unpack(required(readBytes(row, "packed"), "packed")));
  if (!Array.isArray(definitions)) throw new Error("The changes of a version are not a list of flows");
  return definitions;
}

/** Returns a version as a sort key, which sorts as versions do. */
export function sortKeyOf(version: string): string {
  return version.padStart(VERSION_DIGITS, "0");
}

/** Reads the current definition of each flow from its row, for some 500 read units a megabyte. */
export async function readCurrent({ client, tableName }: FlowsTable): Promise<Map<string, string>> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      KeyConditionExpression: "pk = :current",
      ExpressionAttributeValues: { ":current": text(CURRENT) },
      ConsistentRead: true,
    },
  );
  const definitions = new Map<string, string>();
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      definitions.set(required(readText(item, "sk"), "sk"), required(readText(item, "definition"), "definition"));
    }
  }
  return definitions;
}
