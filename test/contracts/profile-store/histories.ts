// Tests of histories: which events are stored, and how they are read.

import { expect, test } from "vitest";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import type { HistoryEvent } from "#core/profiles/history.ts";
import { NOON } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { everything, freshIdentifier, happened, since, spanOf } from "#support/profile-samples.ts";

/** The timeout for a test with megabytes on a busy machine. */
const LONG_MS = 60_000;

export function historyTests(store: ProfileStore): void {
  const one = freshIdentifier;

  test("a stored event is read back unchanged", async () => {
    const identifiers = [one()];
    const { value: _, ...worthless } = happened({ time: NOON + 1, properties: {} });
    const events = [happened(), worthless, happened({ time: NOON + 2, value: 0 })];
    await store.record(events.map((event) => ({ identifiers, event })));
    expect(await store.history(everything(identifiers))).toEqual(events);
  });

  test("a profile without events has an empty history", async () => {
    expect(await store.history(everything([one(), one()]))).toEqual([]);
    expect(await store.history(everything([one()], []))).toEqual([]);
    expect(await store.history(everything([]))).toEqual([]);
  });

  test("storing an empty list is a no-op", async () => {
    await store.record([]);
  });

  test("an event that is stored twice counts once, in one call, in two, or in two at the same time", async () => {
    const record = { identifiers: [one(), one("phone_number")], event: happened() };
    await store.record([record, record]);
    await store.record([record]);
    await Promise.all([store.record([record]), store.record([record])]);
    expect(await store.history(everything(record.identifiers))).toEqual([record.event]);
  });

  test("a copy that is received later does not change the history", async () => {
    const identifiers = [one()];
    const event = happened({ received_at: NOON + 100 });
    await store.record([{ identifiers, event }]);
    await store.record([{ identifiers, event: { ...event, received_at: NOON + 9_000 } }]);
    expect(await store.history({ ...everything(identifiers), receivedBy: NOON + 100 })).toEqual([event]);
  });

  test("of an event whose time is that of its receipt, the first copy stays, whatever time a later one has", async () => {
    const identifiers = [one(), one("phone_number")];
    const event = happened({ time: NOON, received_at: NOON });
    const copy = { ...event, time: NOON + 9_000, received_at: NOON + 9_000 };
    const other = happened({ time: NOON + 9_000, received_at: NOON + 9_000 });
    await store.record([{ identifiers, event, timeless: true }]);
    await store.record([copy, other].map((late) => ({ identifiers, event: late, timeless: true })));
    await store.record([{ identifiers, event, timeless: true }]);
    const spans = [since(event.metric, NOON + 1)];
    expect(await store.history({ ...everything(identifiers), spans })).toEqual([other]);
    expect(await store.history(everything(identifiers))).toEqual([event, other]);
  });

  test("an event is found by any one of its identifiers, and once by all of them together", async () => {
    const identifiers = [one("id"), one("email"), one("phone_number")];
    const event = happened();
    await store.record([{ identifiers, event }]);
    for (const identifier of identifiers) expect(await store.history(everything([identifier]))).toEqual([event]);
    expect(await store.history(everything([...identifiers, one()]))).toEqual([event]);
  });

  test("events under several identifiers are read in the order of time, then of the event's id", async () => {
    const identifiers = [one("id"), one("email")];
    const ids = ["a", "b", "c", "d", "e"].map((first) => `evt_${first.repeat(32)}`);
    const events = ids.map((event_id, index) => happened({ event_id, time: NOON + Math.floor(index / 3) }));
    const [first, second] = identifiers;
    for (const [index, event] of [...events.entries()].reverse()) {
      await store.record([{ identifiers: [(index % 2 === 0 ? first : second) ?? ""], event }]);
    }
    expect(await store.history(everything(identifiers))).toEqual(events);
  });

  test("only the requested metrics are read, each from its own start time, to the millisecond", async () => {
    const identifiers = [one()];
    const events = ["Placed Order", "Viewed Product", "Started Checkout"].flatMap((metric) =>
      [NOON - 1, NOON, NOON + 1].map((time) => happened({ metric, time })),
    );
    await store.record(events.map((event) => ({ identifiers, event })));
    const spans = [
      since("Placed Order", NOON),
      since("Viewed Product", Number.NEGATIVE_INFINITY),
      since("Refunded Order", Number.NEGATIVE_INFINITY),
    ];
    const read = await store.history({ ...everything(identifiers), spans });
    const wanted = ({ metric, time }: (typeof events)[number]) =>
      metric === "Viewed Product" || (metric === "Placed Order" && time >= NOON);
    expect(read).toHaveLength(5);
    expect(new Set(read)).toEqual(new Set(events.filter(wanted)));
    expect(read.map(({ time }) => time)).toEqual([NOON - 1, NOON, NOON, NOON + 1, NOON + 1]);
  });

  test.each([Number.NEGATIVE_INFINITY, -1e15, -1, 0, 0.5, NOON])(
    "a span from the time %d contains the events from then",
    async (from) => {
      const identifiers = [one()];
      const event = happened();
      await store.record([{ identifiers, event }]);
      const query = { ...everything(identifiers), spans: [since(event.metric, from)] };
      expect(await store.history(query)).toEqual([event]);
    },
  );

  test.each([NOON + 1, 1e15, Number.MAX_SAFE_INTEGER])("a span from the future time %d is empty", async (from) => {
    const identifiers = [one()];
    await store.record([{ identifiers, event: happened() }]);
    const query = { ...everything(identifiers), spans: [since("Placed Order", from)] };
    expect(await store.history(query)).toEqual([]);
  });

  test.each([
    [Number.NEGATIVE_INFINITY, NOON - 1, []],
    [Number.NEGATIVE_INFINITY, NOON, [0]],
    [NOON, NOON + 1, [0, 1]],
    [NOON + 1, NOON + 2, [1, 2]],
    [NOON + 1, 1e15, [1, 2]],
    [NOON - 5, -1, []],
  ])("a span from %d to %d has the events of both times and between", async (from, to, wanted) => {
    const identifiers = [one()];
    const events = [0, 1, 2].map((after) => happened({ time: NOON + after }));
    await store.record(events.map((event) => ({ identifiers, event })));
    const read = await store.history({ ...everything(identifiers), spans: [spanOf("Placed Order", from, to)] });
    expect(read).toEqual(wanted.map((index) => events[index]));
  });

  test("a span is offered its latest events first, under each identifier separately, until it has enough", async () => {
    const identifiers = [one("id"), one("email")];
    const events = Array.from({ length: 8 }, (_, index) => happened({ time: NOON + index }));
    for (const [index, event] of events.entries()) {
      await store.record([{ identifiers: [identifiers[index % 2] ?? ""], event }]);
    }
    const shown: number[][] = [];
    const begin = () => {
      const times: number[] = [];
      shown.push(times);
      return ({ time }: HistoryEvent) => times.push(time - NOON) < 3;
    };
    const spans = [{ ...spanOf("Placed Order", NOON, NOON + 6, 3), begin }];
    const read = await store.history({ ...everything(identifiers), spans });
    expect(shown.toSorted()).toEqual([
      [5, 3, 1],
      [6, 4, 2],
    ]);
    expect(read).toEqual(events.slice(1, 7));
  });

  test("events received later do not displace any that a span wants", async () => {
    const identifiers = [one()];
    const known = [0, 1].map((after) => happened({ time: NOON + after, received_at: NOON + 10 }));
    const later = Array.from({ length: 30 }, (_, index) =>
      happened({ time: NOON + 2 + index, received_at: NOON + 11 }),
    );
    await store.record([...known, ...later].map((event) => ({ identifiers, event })));
    const spans = [spanOf("Placed Order", NOON, NOON + 100, 2)];
    expect(await store.history({ identifiers, spans, receivedBy: NOON + 10 })).toEqual(known);
  });

  test("only events received by the given time are read, to the millisecond, however early they happened", async () => {
    const identifiers = [one()];
    const [early, late] = [
      happened({ time: NOON, received_at: NOON + 5_000 }),
      happened({ time: NOON - 60_000, received_at: NOON + 5_001 }),
    ];
    await store.record([early, late].map((event) => ({ identifiers, event })));
    const by = (receivedBy: number) => store.history({ ...everything(identifiers), receivedBy });
    expect(await by(NOON + 4_999)).toEqual([]);
    expect(await by(NOON + 5_000)).toEqual([early]);
    expect(await by(NOON + 5_001)).toEqual([late, early]);
  });

  test("every character that properties may hold is stored", async () => {
    const identifiers = [one()];
    const properties = { note: '\u0000\u001F\uFFFE\uFFFF\uD800\u2028"\\', "\uFFFF": 1, "": null, deep: [{ a: [[]] }] };
    const event = happened({ properties, value: -0.1 });
    await store.record([{ identifiers, event }]);
    expect(await store.history(everything(identifiers))).toEqual([event]);
  });

  test(
    "forty events with large properties are all read",
    async () => {
      const identifiers = [one()];
      const events = Array.from({ length: 40 }, (_, index) =>
        happened({ time: NOON + index, properties: { notes: incompressibleText(50_000, index) } }),
      );
      await store.record(events.map((event) => ({ identifiers, event })));
      expect(await store.history(everything(identifiers))).toEqual(events);
    },
    LONG_MS,
  );

  test("events that are stored at the same time for many profiles are all there", async () => {
    const records = Array.from({ length: 60 }, () => ({ identifiers: [one("id"), one("email")], event: happened() }));
    await Promise.all([store.record(records.slice(0, 40)), store.record(records.slice(30))]);
    for (const { identifiers, event } of records) {
      expect(await store.history(everything(identifiers.slice(0, 1)))).toEqual([event]);
    }
  });

  test("an event that may expire is stored until then", async () => {
    const identifiers = [one()];
    const event = happened();
    await store.record([{ identifiers, event, expiresAt: NOON + 400 * 86_400_000 }]);
    expect(await store.history(everything(identifiers))).toEqual([event]);
  });
}
