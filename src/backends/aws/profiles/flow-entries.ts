// What is remembered of one identifier's entries into one flow: the last two, in a row. Whether a profile may enter is
// judged by the rows of all its identifiers as they were read; they are written on condition that they are still so.

import type { FlowEntry } from "#app/runs/profile-ports.ts";
import { type Item, number, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";

/** The version of these rows. */
const ENTRY_VERSION = 1;

/** How many entries a row remembers. */
const REMEMBERED = 2;

/** One entry, as a row remembers it. */
export type RememberedEntry = Pick<FlowEntry, "event_id" | "entered_at">;

/** The row of an identifier: the last entry first; none where there is no row. */
export interface EntryRow {
  readonly identifier: string;
  readonly entries: readonly RememberedEntry[];
  /** When the row expires, in seconds since 1970; absent: never. */
  readonly ttl?: number;
}

/** A row that is to be written, and what it was when that was decided. */
export interface EntryChange {
  readonly before: EntryRow;
  readonly after: EntryRow;
}

/** What an entry comes to: the event entered already; another entry forbids it; or it may enter, by these changes. */
export type Admission =
  | { readonly type: "entered" }
  | { readonly type: "refused" }
  | { readonly type: "free"; readonly changes: readonly EntryChange[] };

/** Judges an entry by the rows of its identifiers. */
export function admit(rows: readonly EntryRow[], entry: FlowEntry): Admission {
  const known = rows.flatMap(({ entries }) => entries);
  if (known.some(({ event_id }) => event_id === entry.event_id)) return { type: "entered" };
  if (known.some(({ entered_at }) => entered_at > entry.notAfter)) return { type: "refused" };
  return { type: "free", changes: rows.flatMap((row) => changesBy(entry, row)) };
}

/** What becomes of a row: nothing, where the entry is older than all that the row remembers. */
function changesBy({ event_id, entered_at, expiresAt }: FlowEntry, before: EntryRow): EntryChange[] {
  const added = { event_id, entered_at };
  const entries = [...before.entries, added].sort((a, b) => b.entered_at - a.entered_at).slice(0, REMEMBERED);
  if (!entries.includes(added)) return [];
  // Kept for as long as the flow asked for at the last entry.
  const ttl = entries[0] === added ? expiresAt && Math.ceil(expiresAt / 1_000) : before.ttl;
  return [{ before, after: { identifier: before.identifier, entries, ...(ttl === undefined ? {} : { ttl }) } }];
}

/** A row from its item. */
export function readEntryRow(identifier: string, item: Item | undefined): EntryRow {
  if (item === undefined) return { identifier, entries: [] };
  const ttl = readNumber(item, "ttl");
  const previous = readEntry(item, "previous_");
  return {
    identifier,
    entries: [required(readEntry(item, ""), "event_id"), ...(previous ? [previous] : [])],
    ...(ttl === undefined ? {} : { ttl }),
  };
}

function readEntry(item: Item, prefix: "" | "previous_"): RememberedEntry | undefined {
  const event_id = readText(item, `${prefix}event_id`);
  if (event_id === undefined) return undefined;
  return { event_id, entered_at: required(readNumber(item, `${prefix}entered_at`), `${prefix}entered_at`) };
}

/** The attributes of a row, beside its key. */
export function entryAttributes({ entries: [last, previous], ttl }: EntryRow): Item {
  return {
    v: number(ENTRY_VERSION),
    ...(last ? { event_id: text(last.event_id), entered_at: number(last.entered_at) } : {}),
    ...(previous
      ? { previous_event_id: text(previous.event_id), previous_entered_at: number(previous.entered_at) }
      : {}),
    ...(ttl === undefined ? {} : { ttl: number(ttl) }),
  };
}

/** The condition that a row is as it was read. */
export function unchanged({ entries: [last, previous] }: EntryRow) {
  if (last === undefined) return { ConditionExpression: "attribute_not_exists(pk)" };
  const sameBefore = previous ? "previous_event_id = :previous" : "attribute_not_exists(previous_event_id)";
  return {
    ConditionExpression: `event_id = :last AND ${sameBefore}`,
    ExpressionAttributeValues: {
      ":last": text(last.event_id),
      ...(previous ? { ":previous": text(previous.event_id) } : {}),
    },
  };
}
