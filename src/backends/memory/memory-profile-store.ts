// The history of profiles in memory: events by identifier, and the last two entries by flow and identifier. Nothing expires
// before the process ends. That does not change any result, because no query reads expired rows.

import type { FlowEntry, HistoryQuery, HistoryRecord, ProfileStore } from "#app/runs/profile-ports.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";

/** The number of entries that are kept for each identifier and flow. */
const REMEMBERED_ENTRIES = 2;

/** Profiles in memory. */
export class MemoryProfileStore implements ProfileStore {
  readonly #events = new Map<string, Map<string, HistoryEvent>>();
  /** By flow and identifier, the latest entry first. */
  readonly #entries = new Map<string, readonly FlowEntry[]>();

  async record(records: readonly HistoryRecord[]): Promise<void> {
    for (const { identifiers, event } of records) {
      for (const identifier of identifiers) {
        const known = this.#events.get(identifier) ?? new Map<string, HistoryEvent>();
        // The first copy stays: a later one must not change the history that a step has read.
        if (!known.has(event.event_id)) this.#events.set(identifier, known.set(event.event_id, event));
      }
    }
  }

  async history({ identifiers, spans, receivedBy }: HistoryQuery): Promise<readonly HistoryEvent[]> {
    const found = identifiers.flatMap((identifier) => {
      const events = [...(this.#events.get(identifier)?.values() ?? [])];
      const known = inOrder(events.filter(({ received_at }) => received_at <= receivedBy)).reverse();
      return spans.flatMap((span) => latestOf(known, span));
    });
    return inOrder(found);
  }

  async enter(entry: FlowEntry): Promise<boolean> {
    const { flow_id, identifiers, event_id, notAfter } = entry;
    const before = this.#entriesOf(flow_id, identifiers);
    if (before.some((known) => known.event_id === event_id)) return true;
    if (before.some((known) => known.entered_at > notAfter)) return false;
    for (const identifier of identifiers) {
      const latestFirst = [entry, ...this.#entriesOf(flow_id, [identifier])].sort(byLatest);
      this.#entries.set(keyOf(flow_id, identifier), latestFirst.slice(0, REMEMBERED_ENTRIES));
    }
    return true;
  }

  async lastEntry(
    flowId: string,
    identifiers: readonly string[],
    exceptEventId: string,
    by: number,
  ): Promise<number | undefined> {
    return this.#entriesOf(flowId, identifiers)
      .filter(({ event_id, entered_at }) => event_id !== exceptEventId && entered_at <= by)
      .sort(byLatest)[0]?.entered_at;
  }

  #entriesOf(flowId: string, identifiers: readonly string[]): readonly FlowEntry[] {
    return identifiers.flatMap((identifier) => this.#entries.get(keyOf(flowId, identifier)) ?? []);
  }
}

/** The events of a span; `events` are ordered from the latest to the earliest. */
function latestOf(events: readonly HistoryEvent[], { metric, from, to, begin }: HistorySpan): HistoryEvent[] {
  const inside = events.filter((event) => event.metric === metric && event.time >= from && event.time <= to);
  const wantsMore = begin();
  const last = inside.findIndex((event) => !wantsMore(event));
  return last < 0 ? inside : inside.slice(0, last + 1);
}

function byLatest(a: FlowEntry, b: FlowEntry): number {
  return b.entered_at - a.entered_at;
}

/** Ids of flows contain no spaces. */
function keyOf(flowId: string, identifier: string): string {
  return `${flowId} ${identifier}`;
}
