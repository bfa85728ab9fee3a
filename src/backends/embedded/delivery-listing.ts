// Listings of deliveries, newest first, page by page.

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { isSelected } from "#core/delivery/selection.ts";
import { PROFILE_IDENTIFIERS } from "#core/event/profile.ts";
import { MINUTE_MS } from "#core/time.ts";
import { type DeliveryRow, toRecord } from "./delivery-row.ts";
import { eventHash } from "./event-hash.ts";
import { INDEXED_UP_TO } from "./event-index.ts";

/** Whoever can list deliveries: a worker in the server, a connection in tests. */
export interface Listing {
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}

/**
 * Rows lie in the order in which their first attempt was recorded, `created_at` is when it began: no row begins more
 * than this (a request's timeout and a commit) before one that lies earlier. Where a listing may stop, in milliseconds.
 */
const ORDER_SLACK_MS = 2 * MINUTE_MS;

/** One page of deliveries, read from a connection. */
export function listDeliveries(database: DatabaseSync, query: DeliveryQuery): DeliveryPage {
  const { where, values } = conditions(query);
  const statement = database.prepare(`SELECT * FROM deliveries WHERE ${where} ORDER BY seq DESC`);
  const found = rowsSince(statement.iterate(...values), query.since ?? 0)
    .map((row) => ({ seq: String(row["seq"]), record: toRecord(row) }))
    .filter(({ record }) => isSelected(record, query));
  const page = [...found.take(query.limit + 1)];
  const shown = page.slice(0, query.limit);
  const last = shown.at(-1);
  const more = page.length > query.limit && last !== undefined;
  return { deliveries: shown.map(({ record }) => record), ...(more ? { next: last.seq } : {}) };
}

/**
 * An identifier as the JSON of an event holds it, in lower case; undefined where SQLite's lower(), which knows ASCII alone,
 * could miss it.
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

function conditions(query: DeliveryQuery): { where: string; values: SQLInputValue[] } {
  const parts = ["seq < ?"];
  const values: SQLInputValue[] = [query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor)];
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
    // A target is looked at closely only where its name occurs.
    ["instr(lower(url), ?) > 0", query.target?.toLowerCase()],
    // So is an event where the identifier occurs.
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
