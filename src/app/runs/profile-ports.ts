// The port of profiles: the events that conditions count, and the entries into flows.

import type { HistoryEvent } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";

/** An event of a profile, to store under each of its identifiers. */
export interface HistoryRecord {
  /** Every identifier of the profile: "email:ada@example.com" (core/event/profile.ts). */
  readonly identifiers: readonly string[];
  readonly event: HistoryEvent;
  /**
   * True if another copy of the event may carry another time: the sender gave the event an id but no time, so its time is
   * that of its receipt. The store then keeps the copy that it stored first.
   */
  readonly timeless?: boolean;
  /** When the record may expire, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

/** Which part of a profile's history to read. */
export interface HistoryQuery {
  readonly identifiers: readonly string[];
  /** Read under each identifier, each backward from its end, until the span needs no more events. */
  readonly spans: readonly HistorySpan[];
  /** Ignores events that were received later. */
  readonly receivedBy: number;
}

/** A profile's entry into a flow. */
export interface FlowEntry {
  readonly flow_id: string;
  readonly identifiers: readonly string[];
  readonly event_id: string;
  /** When the run started, in milliseconds since 1970. */
  readonly entered_at: number;
  /** Refused if another event entered after this time under one of the identifiers; -Infinity: if one ever entered. */
  readonly notAfter: number;
  /** When the entry may expire, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

/** The history that re-entry criteria and profile filters read. */
export interface ProfileStore {
  /** Stores events. A repeat is a no-op. Resolves once they are durable and every later read sees them. */
  record(records: readonly HistoryRecord[]): Promise<void>;
  /**
   * Returns each event that was read once, in the order of (time, event_id). Of each span and identifier these are the
   * latest, as many as the span wants; the span sees only events received by `receivedBy`.
   */
  history(query: HistoryQuery): Promise<readonly HistoryEvent[]>;
  /**
   * Enters a flow, atomically for all identifiers. Returns true if the run may start, also when the same event asks again.
   * Returns false, and writes nothing, if another entry forbids it. Resolves once the entry is durable.
   */
  enter(entry: FlowEntry): Promise<boolean>;
  /**
   * Returns when one of the identifiers last entered the flow by another event than this one, no later than `by`;
   * undefined: never. The store keeps the last two entries of each identifier and flow.
   */
  lastEntry(
    flowId: string,
    identifiers: readonly string[],
    exceptEventId: string,
    by: number,
  ): Promise<number | undefined>;
}
