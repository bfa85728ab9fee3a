// Listings of deliveries, newest first, page by page.

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { DeliveryPage, DeliveryQuery } from "#app/ports.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { toRecord } from "./delivery-row.ts";

/** Whoever can list deliveries: a worker in the server, a connection in tests. */
export interface Listing {
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}

/**
 * Rows lie in the order in which their first attempt was recorded, `created_at` is when it began: no row begins more
 * than this (a request's timeout and a commit) before one that lies earlier. Where a listing may stop, in milliseconds.
 */
const ORDER_SLACK_MS = 120_000;

/** One page of deliveries, read from a connection. */
export function listDeliveries(database: DatabaseSync, query: DeliveryQuery): DeliveryPage {
  const { where, values } = conditions(query);
  const statement = database.prepare(`SELECT * FROM deliveries WHERE ${where} ORDER BY seq DESC`);
  const since = query.since ?? 0;
  const deliveries: DeliveryRecord[] = [];
  let last: number | undefined;
  for (const row of statement.iterate(...values)) {
    const createdAt = Number(row["created_at"]);
    if (createdAt < since - ORDER_SLACK_MS) break;
    if (createdAt < since) continue;
    if (deliveries.length === query.limit) return { deliveries, ...(last === undefined ? {} : { next: String(last) }) };
    deliveries.push(toRecord(row));
    last = Number(row["seq"]);
  }
  return { deliveries };
}

function conditions(query: DeliveryQuery): { where: string; values: SQLInputValue[] } {
  const parts = ["seq < ?"];
  const values: SQLInputValue[] = [query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor)];
  if (query.status !== undefined) {
    // The partial index serves every status but delivered only where the condition says so itself.
    parts.push(query.status === "delivered" ? "status = ?" : "status <> 'delivered' AND status = ?");
    values.push(query.status);
  }
  if (query.flow !== undefined) {
    parts.push("flow_id = ?");
    values.push(query.flow);
  }
  if (query.event !== undefined) {
    parts.push("id > ? AND id < ?");
    values.push(`${query.event}:`, `${query.event};`);
  }
  return { where: parts.join(" AND "), values };
}
