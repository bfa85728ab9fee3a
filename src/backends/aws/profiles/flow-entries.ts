// The last two entries of one identifier into one flow, in a row. The rows of all identifiers of a profile decide whether it
// may enter, and are written on condition that they have not changed since they were read.

import type { FlowEntry } from "#app/runs/profile-ports.ts";
import { type Item, number, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";

/** The version of these rows. */
const ENTRY_VERSION = 1;

/** The entries that a row holds. */
const REMEMBERED = 2;

/** One entry in a row. */
type RememberedEntry = Pick<FlowEntry, "event_id" | "entered_at">;

/** The row of an identifier, last entry first; without entries if there is no row. */
export interface EntryRow {
  readonly identifier: string;
  readonly entries: readonly RememberedEntry[];
  /** When the row expires, in seconds since 1970; absent: never. */
  readonly ttl?: number;
}

/** A row to write, and the row as it was read. */
export interface EntryChange {
  readonly before: EntryRow;
  readonly after: EntryRow;
}

/** The decision on an entry: the event has already entered; another entry forbids it; or it may enter with these changes. */
type Admission =
  | { readonly type: "entered" }
  | { readonly type: "refused" }
  | { readonly type: "free"; readonly changes: readonly EntryChange[] };

/** Decides on an entry by the rows of its identifiers. */
export function admit(rows: readonly EntryRow[], entry: FlowEntry): Admission {
  const known = rows.flatMap(({ entries }) => entries);
  if (known.some(({ event_id }) => event_id === entry.event_id)) return { type: "entered" };
  if (known.some(({ entered_at }) => entered_at > entry.notAfter)) return { type: "refused" };
  return { type: "free", changes: rows.flatMap((row) => changesBy(entry, row)) };
}

/** Returns the change of a row, or no change if the entry is older than all entries in the row. */
function changesBy({ event_id, entered_at, expiresAt }: FlowEntry, before: EntryRow): EntryChange[] {
  const added = { event_id, entered_at };
  const entries = [...before.entries, added].sort((a, b) => b.entered_at - a.entered_at).slice(0, REMEMBERED);
  if (!entries.includes(added)) return [];
  // The expiry is that of the last entry.
  const ttl = entries[0] === added ? expiresAt && Math.ceil(expiresAt / 1_000) : before.ttl;
  return [{ before, after: { identifier: before.identifier, entries, ...(ttl === undefined ? {} : { ttl }) } }];
}

/** Returns the row of an item. */
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

/** Returns the attributes of a row, without its key. */
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

/** Returns the condition that a row is unchanged since it was read. */
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
