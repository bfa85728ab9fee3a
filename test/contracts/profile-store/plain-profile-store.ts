// The simplest profile store: lists that are searched. Other stores are compared with it.

import type { FlowEntry, HistoryQuery, HistoryRecord, ProfileStore } from "#app/runs/profile-ports.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";

/** A profile store in the plainest form. */
export class PlainProfileStore implements ProfileStore {
  readonly #events: { readonly identifier: string; readonly event: HistoryEvent }[] = [];
  readonly #entries = new Map<string, readonly FlowEntry[]>();

  async record(records: readonly HistoryRecord[]): Promise<void> {
    const told = records.flatMap(({ identifiers, event }) => identifiers.map((identifier) => ({ identifier, event })));
    for (const { identifier, event } of told) {
      const known = this.#events.some((one) => one.identifier === identifier && one.event.event_id === event.event_id);
      if (!known) this.#events.push({ identifier, event });
    }
  }

  async history({ identifiers, spans, receivedBy }: HistoryQuery): Promise<readonly HistoryEvent[]> {
    const found: HistoryEvent[] = [];
    for (const identifier of identifiers) {
      for (const { metric, from, to, begin } of spans) {
        const inSpan = (event: HistoryEvent) => event.metric === metric && event.time >= from && event.time <= to;
        const own = this.#events.filter((one) => one.identifier === identifier).map(({ event }) => event);
        const known = inOrder(own.filter((event) => inSpan(event) && event.received_at <= receivedBy));
        const wantsMore = begin();
        for (const event of known.reverse()) {
          found.push(event);
          if (!wantsMore(event)) break;
        }
      }
    }
    return inOrder(found);
  }

  async enter(entry: FlowEntry): Promise<boolean> {
    const known = entry.identifiers.flatMap((identifier) => this.#known(entry.flow_id, identifier));
    if (known.some(({ event_id }) => event_id === entry.event_id)) return true;
    if (known.some(({ entered_at }) => entered_at > entry.notAfter)) return false;
    for (const identifier of entry.identifiers) {
      const all = [...this.#known(entry.flow_id, identifier), entry];
      all.sort((a, b) => b.entered_at - a.entered_at);
      this.#entries.set(`${entry.flow_id} ${identifier}`, all.slice(0, 2));
    }
    return true;
  }

  async lastEntry(flowId: string, identifiers: readonly string[], except: string, by: number) {
    const known = identifiers.flatMap((identifier) => this.#known(flowId, identifier));
    const times = known.filter(({ event_id }) => event_id !== except).map(({ entered_at }) => entered_at);
    return times.filter((time) => time <= by).sort((a, b) => b - a)[0];
  }

  #known(flowId: string, identifier: string): readonly FlowEntry[] {
    return this.#entries.get(`${flowId} ${identifier}`) ?? [];
  }
}
