// Keys of the profiles table. The partition key is an identifier: every row about a profile is written once under each of
// its identifiers, so one partition holds all that is known under a name, to be listed or erased. In it, events sort by
// metric and time, because that is how they are read; entries into flows sort by flow.
//
// Keys end at 2,048 bytes (partition) and 1,024 (sort):
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
// Events that ingest takes stay far below. What another source might send (a longer name, or a text that has no form in
// UTF-8) stands there as its digest: found by the same name, told apart from every other.

import { createHash } from "node:crypto";
import type { HistoryEvent } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";
import { type Item, readText, required, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";

/** Longest identifier in a key, in bytes: all of a partition key. */
const MAX_IDENTIFIER_BYTES = 2_048;

/** Longest metric and longest event id in a key, in bytes: together, with time and separators, less than a sort key. */
const MAX_METRIC_BYTES = 640;
const MAX_EVENT_ID_BYTES = 320;

/** What a digest begins with; a text that begins so itself is digested too, lest it be taken for one. */
const DIGEST = "sha256-";

/** Sorts after every event of a time. */
const AFTER_ALL = "~";

/** The key under which an event is remembered. A metric's name can't end early in it: its "#" are written otherwise. */
export function historyKey(identifier: string, { metric, time, event_id }: HistoryEvent): Item {
  const sort = `${metricPrefix(metric)}${sortableTime(time)}#${keyText(event_id, MAX_EVENT_ID_BYTES)}`;
  return { pk: partition(identifier), sk: text(sort) };
}

/** Ends of the keys of events whose ids are of the usual form: the time, and the id. */
const USUAL_END = /#(\d{13})#(evt_[0-9a-f]{32})$/;

/** Whether `readHistoryKey` gives back an event's time and id. */
export function isToldByKey({ event_id, time }: HistoryEvent): boolean {
  return USUAL_END.test(`#${sortableTime(time)}#${event_id}`) && Number(sortableTime(time)) === time;
}

/** The time and the id of an event that its key tells. */
export function readHistoryKey(row: Item): Pick<HistoryEvent, "event_id" | "time"> {
  const [, time, event_id] = USUAL_END.exec(required(readText(row, "sk"), "sk")) ?? [];
  return { event_id: required(event_id, "event_id"), time: Number(time) };
}

/** The keys of a metric's events that happened between two times (milliseconds since 1970), both included. */
export function historyRange(identifier: string, { metric, from, to }: Pick<HistorySpan, "metric" | "from" | "to">) {
  const prefix = metricPrefix(metric);
  return {
    pk: partition(identifier),
    low: text(prefix + sortableTime(from)),
    high: text(prefix + sortableTime(to) + AFTER_ALL),
  };
}

/** The key under which the first copy of an event without a time of its own is marked. */
export function copyKey(identifier: string, eventId: string): Item {
  return { pk: partition(identifier), sk: text(`copy#${keyText(eventId, MAX_EVENT_ID_BYTES)}`) };
}

/** The key of what is remembered of a profile's entries into a flow, whose id holds no "#" (core/flow/identifiers.ts). */
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
