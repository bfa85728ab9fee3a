// Keys of the profiles table. The partition key is an identifier: every row about a profile is written under each of its
// identifiers, so one partition holds all data of an identifier, to be listed or erased. Within it events sort by metric and
// time, in the order in which they are read; entries into flows sort by flow.
//
// The limits of keys are 2,048 bytes (partition) and 1,024 bytes (sort):
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
// Events from ingest stay far below them. A longer name, or a text that UTF-8 can't represent, is replaced by its digest, which
// identifies it uniquely.

import { createHash } from "node:crypto";
import type { HistoryEvent } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** The limit on an identifier in a key, in bytes: a whole partition key. */
const MAX_IDENTIFIER_BYTES = 2_048;

/** The limits on a metric and an event id in a key, in bytes: together, with time and separators, less than a sort key. */
const MAX_METRIC_BYTES = 640;
const MAX_EVENT_ID_BYTES = 320;

/** The prefix of a digest. A name with this prefix is also replaced by its digest, so that the two can't be confused. */
const DIGEST = "sha256-";

/** Sorts after every event of the same time. */
const AFTER_ALL = "~";

/** Returns the key of an event in the history. Each "#" of the metric's name is escaped, because it separates the parts of the key. */
export function historyKey(identifier: string, { metric, time, event_id }: HistoryEvent): Item {
  const sort = `${metricPrefix(metric)}${sortableTime(time)}#${keyText(event_id, MAX_EVENT_ID_BYTES)}`;
  return { pk: partition(identifier), sk: text(sort) };
}

/** The end of a key of an event whose id has the usual form: the time and the id. */
const USUAL_END = /#(\d{13})#(evt_[0-9a-f]{32})$/;

/** Returns whether `readHistoryKey` can return an event's time and id. */
export function isReadableFromKey({ event_id, time }: HistoryEvent): boolean {
  return USUAL_END.test(`#${sortableTime(time)}#${event_id}`) && Number(sortableTime(time)) === time;
}

/** Returns the time and the id of an event from its key. */
export function readHistoryKey(row: Item): Pick<HistoryEvent, "event_id" | "time"> {
  const [, time, event_id] = USUAL_END.exec(required(readText(row, "sk"), "sk")) ?? [];
  return { event_id: required(event_id, "event_id"), time: Number(time) };
}

/** Returns the bounds of the keys of a metric's events between two times (milliseconds since 1970), both included. */
export function historyRange(identifier: string, { metric, from, to }: Pick<HistorySpan, "metric" | "from" | "to">) {
  const prefix = metricPrefix(metric);
  return {
    pk: partition(identifier),
    low: text(prefix + sortableTime(from)),
    high: text(prefix + sortableTime(to) + AFTER_ALL),
  };
}

/** Returns the key that marks the first copy of an event without a time. */
export function copyKey(identifier: string, eventId: string): Item {
  return { pk: partition(identifier), sk: text(`copy#${keyText(eventId, MAX_EVENT_ID_BYTES)}`) };
}

/** Returns the key of a profile's entries into a flow, whose id contains no "#" (core/flow/identifiers.ts). */
export function entryKey(identifier: string, flowId: string): Item {
  return { pk: partition(identifier), sk: text(`entry#${flowId}`) };
}

function partition(identifier: string) {
  return text(keyText(identifier, MAX_IDENTIFIER_BYTES));
}

function metricPrefix(metric: string): string {
  const written = metric.replaceAll("%", "%25").replaceAll("#", "%23");
  return `metric#${keyText(written, MAX_METRIC_BYTES)}#`;
}

function keyText(name: string, mostBytes: number): string {
  const fits = Buffer.byteLength(name) <= mostBytes && name.isWellFormed() && !name.startsWith(DIGEST);
  return fits ? name : DIGEST + createHash("sha256").update(name, "utf16le").digest("hex");
}
