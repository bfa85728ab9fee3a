// Calls in any order, compared with the plainest store.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlowEntry, HistoryQuery, HistoryRecord, ProfileStore } from "#app/runs/profile-ports.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import { freshEventId, NOON } from "#support/delivery-samples.ts";
import { freshIdentifier, spanOf } from "#support/profile-samples.ts";

/** A profile store in the plainest form. */
export class PlainProfileStore implements ProfileStore {
  readonly #events: { readonly identifier: string; readonly event: HistoryEvent }[] = [];
  readonly #entries = new Map<string, readonly FlowEntry[]>();

  async record(records: readonly HistoryRecord[]): Promise<void> {
    const expected = records.flatMap(({ identifiers, event }) =>
      identifiers.map((identifier) => ({ identifier, event })),
    );
    for (const { identifier, event } of expected) {
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

const IDENTIFIERS = 3;
const EVENTS = 6;
const METRICS = ["Placed Order", "Placed Order#"];
const FLOWS = ["winback", "nps-survey"];

/** One call. Numbers represent identifiers, events, metrics and flows. Times are milliseconds after NOON. */
type Call =
  | { readonly type: "record"; readonly identifiers: number[]; readonly events: number[] }
  | {
      readonly type: "history";
      readonly identifiers: number[];
      readonly from: (number | undefined)[];
      readonly to: number;
      readonly most: number;
      readonly by: number;
    }
  | {
      readonly type: "enter";
      readonly identifiers: number[];
      readonly event: number;
      readonly flow: number;
      readonly period: number;
    }
  | {
      readonly type: "lastEntry";
      readonly identifiers: number[];
      readonly event: number;
      readonly flow: number;
      readonly by: number;
    };

const identifiers = fc.subarray([...Array(IDENTIFIERS).keys()], { minLength: 1 });
const event = fc.nat({ max: EVENTS - 1 });
const flow = fc.nat({ max: FLOWS.length - 1 });
const time = fc.integer({ min: -1, max: 2 * EVENTS });
const from = fc.option(fc.oneof(time, fc.constant(Number.NEGATIVE_INFINITY)), { nil: undefined });
const to = fc.oneof(time, fc.constant(Number.POSITIVE_INFINITY));
const most = fc.oneof(fc.integer({ min: 1, max: EVENTS }), fc.constant(Number.POSITIVE_INFINITY));
const period = fc.oneof(
  fc.integer({ min: 1, max: EVENTS }),
  fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);

const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant("record" as const), identifiers, events: fc.array(event, { maxLength: 4 }) }),
    fc.record({ type: fc.constant("history" as const), identifiers, from: fc.tuple(from, from), to, most, by: time }),
    fc.record({ type: fc.constant("enter" as const), identifiers, event, flow, period }),
    fc.record({ type: fc.constant("lastEntry" as const), identifiers, event, flow, by: time }),
  ),
  { maxLength: 30 },
);

/** Returns the names of the numbers, new ones for each sequence. */
function namesOf() {
  const identifierNames = Array.from({ length: IDENTIFIERS }, () => freshIdentifier());
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    event_id: freshEventId(),
    metric: METRICS[index % 2] ?? "",
    time: NOON + ((index * 5) % 4),
    received_at: NOON + ((index * 5) % 4) + index,
    properties: { index },
  }));
  return { identifierNames, events };
}

/** Makes one call and returns the store's answer. */
function make(
  store: ProfileStore,
  call: Call,
  { identifierNames, events }: ReturnType<typeof namesOf>,
): Promise<unknown> {
  const named = call.identifiers.map((index) => identifierNames[index] ?? "");
  switch (call.type) {
    case "record": {
      const happened = call.events.flatMap((index) => events[index] ?? []);
      return store.record(happened.map((one) => ({ identifiers: named, event: one })));
    }
    case "history": {
      const spans = METRICS.flatMap((metric, index) => {
        const start = call.from[index];
        return start === undefined ? [] : [spanOf(metric, NOON + start, NOON + call.to, call.most)];
      });
      return store.history({ identifiers: named, spans, receivedBy: NOON + call.by });
    }
    case "enter": {
      const entered_at = NOON + call.event;
      const notAfter = entered_at - call.period;
      const event_id = events[call.event]?.event_id ?? "";
      return store.enter({ flow_id: FLOWS[call.flow] ?? "", identifiers: named, event_id, entered_at, notAfter });
    }
    case "lastEntry":
      return store.lastEntry(FLOWS[call.flow] ?? "", named, events[call.event]?.event_id ?? "", NOON + call.by);
  }
}

/** The timeout for hundreds of calls to a slow store, in milliseconds. */
const LONG_MS = 120_000;

/** Compares a store with the plain one. */
export function profileModelTest(store: ProfileStore, numRuns: number): void {
  test(
    "any sequence of calls is answered as by lists that are searched",
    async () => {
      const agrees = async (sequence: readonly Call[]) => {
        const [plain, names] = [new PlainProfileStore(), namesOf()];
        for (const call of sequence) expect(await make(store, call, names)).toEqual(await make(plain, call, names));
      };
      await fc.assert(fc.asyncProperty(calls, agrees), { numRuns });
    },
    LONG_MS,
  );
}
