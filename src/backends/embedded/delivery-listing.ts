// Listings of deliveries, newest first, page by page.

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { isSelected } from "#core/delivery/selection.ts";
import { PROFILE_IDENTIFIERS } from "#core/event/profile.ts";
import { MINUTE_MS } from "#core/time.ts";
import { type DeliveryRow, toRecord } from "./delivery-row.ts";
import { eventHash } from "./event-hash.ts";
import { INDEXED_UP_TO } from "./event-index.ts";

/** Lists deliveries: in a worker thread in the server, on a connection in tests. */
export interface Listing {
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}

/**
 * Rows are in the order in which their first attempts were recorded, and `created_at` is when the attempt began. A row's attempt
 * began at most this long (the timeout of a request and a commit) before that of an earlier row. In milliseconds.
 */
const ORDER_SLACK_MS = 2 * MINUTE_MS;

/**
 * Deliveries that one page of a listing by profile or target looks through. No index finds these, because it would add a
 * write for each identifier of each delivery. The bound keeps one request from occupying the worker of the listings.
 */
const SEARCHED_AT_ONCE = 200_000;

/**
 * One page of deliveries, read from a connection. A page of a listing by profile or target may hold fewer than `limit` though
 * more follow; only a page without `next` is the last.
 */
export function listDeliveries(
  database: DatabaseSync,
  query: DeliveryQuery,
  searchedAtOnce = SEARCHED_AT_ONCE,
): DeliveryPage {
  const end =
    query.profile === undefined && query.target === undefined ? 0 : searchEnd(database, query, searchedAtOnce);
  const { where, values } = conditions(query, end);
  const statement = database.prepare(`SELECT * FROM deliveries WHERE ${where} ORDER BY seq DESC`);
  const found = rowsSince(statement.iterate(...values), query.since ?? 0)
    .map((row) => ({ seq: String(row["seq"]), record: toRecord(row) }))
    .filter(({ record }) => isSelected(record, query));
  const page = [...found.take(query.limit + 1)];
  const shown = page.slice(0, query.limit);
  const last = shown.at(-1);
  const deliveries = shown.map(({ record }) => record);
  if (page.length > query.limit && last !== undefined) return { deliveries, next: last.seq };
  return continuesBefore(database, end, query.since ?? 0) ? { deliveries, next: String(end) } : { deliveries };
}

/** The `seq` at which a search ends that reads `count` deliveries. */
function searchEnd(database: DatabaseSync, { cursor }: DeliveryQuery, count: number): number {
  const newest = database.prepare("SELECT max(seq) AS seq FROM deliveries").get()?.["seq"];
  const begin = cursor === undefined ? Number(newest) + 1 : Math.min(Number(cursor), Number(newest) + 1);
  return Math.max(0, begin - count);
}

/** Whether a search that ended at this `seq` has deliveries left to read. */
function continuesBefore(database: DatabaseSync, end: number, since: number): boolean {
  const next = database.prepare("SELECT created_at FROM deliveries WHERE seq < ? ORDER BY seq DESC LIMIT 1").get(end);
  return next !== undefined && Number(next["created_at"]) >= since - ORDER_SLACK_MS;
}

/**
 * An identifier as it occurs in an event's JSON, in lower case; undefined if SQLite's lower(), which converts ASCII alone, could
 * miss it.
 */
function inEventText(profile: string): string | undefined {
  const kind = PROFILE_IDENTIFIERS.find((name) => profile.startsWith(`${name}:`));
  const identifier = profile.slice(kind === undefined ? 0 : kind.length + 1).trim();
  return /^[\0-\x7f]+$/.test(identifier) ? JSON.stringify(identifier).slice(1, -1).toLowerCase() : undefined;
}

function* rowsSince(rows: Iterable<DeliveryRow>, since: number): Generator<DeliveryRow, undefined> {
  for (const row of rows) {
    const createdAt = Number(row["created_at"]);
    if (createdAt < since - ORDER_SLACK_MS) return;
    if (createdAt >= since) yield row;
  }
}

function conditions(query: DeliveryQuery, end: number): { where: string; values: SQLInputValue[] } {
  const parts = ["seq < ?", "seq >= ?"];
  const values: SQLInputValue[] = [query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor), end];
  if (query.status !== undefined) {
    // The partial index serves every status but delivered only where the condition says so itself.
    parts.push(query.status === "delivered" ? "status = ?" : "status <> 'delivered' AND status = ?");
    values.push(query.status);
  }
  for (const [part, value] of [
    ["flow_id = ?", query.flow],
    ["action_id = ?", query.action],
    ["reason = ?", query.reason],
    ["created_at < ?", query.until],
    // isSelected compares the target exactly; this condition skips rows in which its name does not occur.
    ["instr(lower(url), ?) > 0", query.target?.toLowerCase()],
    // The same for the identifier of a profile.
    ["instr(lower(event), ?) > 0", query.profile === undefined ? undefined : inEventText(query.profile)],
  ] as const) {
    if (value === undefined) continue;
    parts.push(part);
    values.push(value);
  }
  if (query.event !== undefined) {
    parts.push(`event_id = ? AND seq IN (SELECT seq FROM deliveries_by_event WHERE event_hash = ?
      UNION SELECT seq FROM deliveries WHERE seq > (${INDEXED_UP_TO}) AND event_id = ?)`);
    values.push(query.event, eventHash(query.event), query.event);
  }
  return { where: parts.join(" AND "), values };
}
