// Converts between a delivery's record and its row, in which nested values are JSON text.

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ClaimState } from "#core/delivery/claim.ts";
import {
  type Attempt,
  DELIVERY_RECORD_VERSION,
  DELIVERY_STATUSES,
  type DeliveryRecord,
  type DeliveryStatus,
} from "#core/delivery/record.ts";
import type { Event } from "#core/event/event.ts";
import { parseJson } from "#core/parse-json.ts";
import { insertInto, NamedStatement, type NamedValues } from "./named-statement.ts";

/** Columns that the first attempt sets and no later one changes, except that a wait for it may have been recorded before. */
const FIXED = ["id", "v", "event_id", "flow_id", "action_id", "created_at", "event", "started_at", "due_at"] as const;

/** The columns of FIXED that the first attempt sets again after a wait. */
const ATTEMPTED = ["event", "started_at", "due_at"] as const;

/** Columns that every attempt sets. */
const CHANGING = [
  "status",
  "round",
  "attempt",
  "updated_at",
  "next_attempt_at",
  "reason",
  "url",
  "headers",
  "body",
  "attempts",
] as const;

type FixedValues = NamedValues<(typeof FIXED)[number]>;
type ChangingValues = NamedValues<(typeof CHANGING)[number]>;

/** A row of the table `deliveries`. */
export type DeliveryRow = Record<string, SQLOutputValue>;

/** Writes the rows of deliveries. */
export class DeliveryRows {
  readonly #insert;
  readonly #update;
  readonly #updateAttempted;

  constructor(database: DatabaseSync) {
    this.#insert = insertInto(database, "deliveries", [...FIXED, ...CHANGING]);
    this.#update = updateOf(database, CHANGING);
    this.#updateAttempted = updateOf(database, ATTEMPTED);
  }

  /** Adds the row of a new delivery; returns its `seq`. */
  insert(record: DeliveryRecord): number {
    return Number(this.#insert.run({ ...fixedValues(record), ...changingValues(record) }).lastInsertRowid);
  }

  /** Changes the row of a delivery that was read before. */
  update(row: DeliveryRow, record: DeliveryRecord): void {
    const { seq = null } = row;
    this.#update.run({ ...changingValues(record), seq });
    if (statusOf(row) !== "waiting") return;
    const { event, started_at, due_at } = record;
    this.#updateAttempted.run({ event: JSON.stringify(event), started_at, due_at, seq });
  }
}

function updateOf<Column extends string>(database: DatabaseSync, columns: readonly Column[]) {
  const set = columns.map((column) => `${column} = :${column}`).join(", ");
  return new NamedStatement(database, `UPDATE deliveries SET ${set} WHERE seq = :seq`, [...columns, "seq"]);
}

function fixedValues(record: DeliveryRecord): FixedValues {
  const { id, v, event_id, flow_id, action_id, created_at, event, started_at, due_at } = record;
  return { id, v, event_id, flow_id, action_id, created_at, event: JSON.stringify(event), started_at, due_at };
}

function changingValues({ request, ...record }: DeliveryRecord): ChangingValues {
  const { status, round, attempt, updated_at } = record;
  return {
    status,
    round,
    attempt,
    updated_at,
    next_attempt_at: record.next_attempt_at ?? null,
    reason: record.reason ?? null,
    url: request?.url ?? null,
    headers: request ? JSON.stringify(request.headers) : null,
    body: request?.body ?? null,
    attempts: JSON.stringify(record.attempts),
  };
}

/** The record in a row. */
export function toRecord(row: DeliveryRow): DeliveryRecord {
  return {
    v: DELIVERY_RECORD_VERSION,
    id: text(row, "id"),
    event_id: text(row, "event_id"),
    flow_id: text(row, "flow_id"),
    action_id: text(row, "action_id"),
    status: statusOf(row),
    round: Number(row["round"]),
    attempt: Number(row["attempt"]),
    created_at: Number(row["created_at"]),
    updated_at: Number(row["updated_at"]),
    ...(row["next_attempt_at"] === null ? {} : { next_attempt_at: Number(row["next_attempt_at"]) }),
    ...(row["reason"] === null ? {} : { reason: text(row, "reason") }),
    ...(row["url"] === null ? {} : { request: requestOf(row) }),
    attempts: attemptsOf(row),
    // This program alone writes rows, so their JSON is trusted.
    event: parseJson(text(row, "event")) as unknown as Event,
    started_at: Number(row["started_at"]),
    due_at: Number(row["due_at"]),
  };
}

/** The part of a row that a claim depends on. */
export function toClaimState(row: DeliveryRow): ClaimState {
  const last = attemptsOf(row).at(-1);
  return {
    round: Number(row["round"]),
    attempt: Number(row["attempt"]),
    status: statusOf(row),
    ...(last ? { last } : {}),
  };
}

function attemptsOf(row: DeliveryRow): Attempt[] {
  return JSON.parse(text(row, "attempts"));
}

function requestOf(row: DeliveryRow): NonNullable<DeliveryRecord["request"]> {
  return {
    url: text(row, "url"),
    headers: JSON.parse(text(row, "headers")),
    ...(row["body"] === null ? {} : { body: text(row, "body") }),
  };
}

function statusOf(row: DeliveryRow): DeliveryStatus {
  const status = DELIVERY_STATUSES.find((known) => known === row["status"]);
  if (status === undefined) throw new Error(`The store holds a delivery of unknown status ${String(row["status"])}`);
  return status;
}

function text(row: DeliveryRow, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new Error(`The store holds no text in ${column}`);
  return value;
}
