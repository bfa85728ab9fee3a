// Conditions have the same result from the latest events as from all events.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { branchFilterSchema } from "#core/flow/profile-conditions.ts";
import { compileConditions, conditionsHold } from "#core/profiles/conditions.ts";
import { runStart } from "#core/profiles/facts.ts";
import { type HistoryEvent, inOrder } from "#core/profiles/history.ts";
import { historySpans, LATEST_EVENTS, MAX_COMPARED_COUNT } from "#core/profiles/history-span.ts";
import { counted, type Fields } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, happened, historyOf, START } from "#support/run-samples.ts";

const METRIC = "Placed Order";
const NOW = START + 10 * DAY + 5 * HOUR;

const compile = (...conditions: readonly Fields[]) =>
  compileConditions(branchFilterSchema.parse({ condition_groups: [{ conditions }] }).condition_groups, {
    longestRunMs: 90 * DAY,
  });

/** The events that a store reads for conditions under one identifier, and the number of rows that it read. */
function read(conditions: ReturnType<typeof compile>, events: readonly HistoryEvent[], run = runStart(anEvent())) {
  const readings = conditions.flat().flatMap(({ reads }) => reads ?? []);
  const found: HistoryEvent[] = [];
  for (const { metric, from, to, begin } of historySpans(readings, run, NOW)) {
    const wantsMore = begin();
    for (const event of inOrder(events).reverse()) {
      if (event.metric !== metric || event.time < from || event.time > to) continue;
      found.push(event);
      if (!wantsMore(event)) break;
    }
  }
  return { rows: found.length, history: historyOf(...inOrder(found)) };
}

const TIMEFRAMES: readonly Fields[] = [
  { operator: "alltime" },
  { operator: "flow-start" },
  ...["hour", "day", "week"].flatMap((unit) => [
    { operator: "in-the-last", unit, quantity: 2 },
    { operator: "in-the-next", unit, quantity: 2 },
    { operator: "at-least", unit, quantity: 1 },
    { operator: "between", unit, start: 1, end: 3 },
    { operator: "between", unit, start: 0, end: 0 },
  ]),
  { operator: "before", date: new Date(NOW).toISOString().slice(0, 10) },
  { operator: "before", date: new Date(NOW - 90 * 60_000).toISOString() },
  { operator: "after", date: new Date(NOW - DAY).toISOString().slice(0, 10) },
  { operator: "between-static", start: "2026-01-01", end: new Date(NOW - DAY).toISOString().slice(0, 10) },
  { operator: "between-static", start: "2026-01-01", end: new Date(NOW - HOUR).toISOString() },
];

const RECURRING: readonly Fields[] = [
  { operator: "anniversary-last", unit: "day", quantity: 1 },
  { operator: "calendar-month", value: new Date(NOW).getUTCMonth() + 1 },
];

const OPERATORS = ["equals", "not-equals", "greater-than", "greater-than-or-equal", "less-than", "less-than-or-equal"];

/** Times near the ends of the time frames. */
const EDGES = [NOW, START, ...[1, 2, 3, 7, 14, 21].flatMap((days) => [NOW - days * DAY, NOW + days * DAY])].flatMap(
  (time) => [time, Math.floor(time / DAY) * DAY, time - 2 * HOUR],
);
const time = fc
  .tuple(fc.constantFrom(...EDGES), fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2 * DAY, max: DAY })))
  .map(([edge, off]) => edge + off);

const pasts = (maxLength: number) =>
  fc.array(fc.record({ time, large: fc.boolean(), timeless: fc.boolean() }), { maxLength }).map((drawn) =>
    drawn.map(({ time, large, timeless }, index) =>
      happened(METRIC, time, {
        event_id: `evt_${String(index).padStart(32, "0")}`,
        received_at: timeless ? time : time + 1,
        value: large ? 90.5 : -3,
      }),
    ),
  );

const operator = fc.constantFrom(...OPERATORS);
const LARGE = {
  metric_filters: [{ property: "$value", filter: { type: "numeric", operator: "greater-than", value: 50 } }],
};
const more = fc.record({
  measurement: fc.constantFrom("count", "sum"),
  metric_filters: fc.constantFrom([], LARGE.metric_filters),
});

/** Repeats events with their times until there are many. */
const manyOf = (events: readonly HistoryEvent[], times: number) =>
  events.flatMap((event, index) =>
    Array.from({ length: times }, (_, copy) => ({
      ...event,
      event_id: `evt_${index}_${String(copy).padStart(5, "0")}`,
    })),
  );

describe("a condition on the past has the same result from the latest events as from all events:", () => {
  test(`any condition, while there are at most ${LATEST_EVENTS} events`, () => {
    const condition = fc
      .tuple(operator, fc.integer({ min: -1, max: 200 }), fc.constantFrom(...TIMEFRAMES, ...RECURRING), more)
      .map(([operator, value, timeframe, rest]) => counted(METRIC, operator, value, timeframe, rest));
    fc.assert(
      fc.property(condition, pasts(40), fc.constantFrom(1, 6), (one, events, times) => {
        agree([one], manyOf(events, times));
      }),
      { numRuns: 500 },
    );
  });

  test("a count without metric_filters, for any number of events", () => {
    const since = TIMEFRAMES.filter(({ operator }) => operator !== "flow-start");
    const value = fc.oneof(fc.integer({ min: -1, max: 20 }), fc.constantFrom(0.5, 249, 250, 299, 300, 301, 999, 1_000));
    const condition = fc
      .tuple(operator, value, fc.constantFrom(...since))
      .map(([operator, value, timeframe]) => counted(METRIC, operator, value, timeframe));
    const drawn = fc.tuple(condition, pasts(8), fc.constantFrom(1, 100, 333));
    fc.assert(
      fc.property(drawn, ([one, events, times]) => agree([one], manyOf(events, times))),
      { numRuns: 300 },
    );
  });

  test("a count since the flow started, also of the metric that started it", () => {
    const condition = fc
      .tuple(operator, fc.integer({ min: 0, max: 400 }))
      .map(([operator, value]) => counted(METRIC, operator, value, { operator: "flow-start" }));
    const after = pasts(4).map((events) =>
      events.map((event) => ({ ...event, time: Math.max(event.time, START + 1) })),
    );
    fc.assert(
      fc.property(condition, after, fc.constantFrom(1, 150), fc.boolean(), (one, events, times, own) => {
        const event = anEvent(own ? { metric: METRIC } : {});
        const started = happened(event.metric, event.time, { event_id: event.id });
        agree([one], [started, ...manyOf(events, times)], runStart(event));
      }),
      { numRuns: 300 },
    );
  });

  function agree(conditions: readonly Fields[], events: readonly HistoryEvent[], run = runStart(anEvent())) {
    const compiled = compile(...conditions);
    const all = { run, now: NOW, history: historyOf(...inOrder(events)) };
    const some = { ...all, history: read(compiled, events, run).history };
    expect(conditionsHold(compiled, some)).toBe(conditionsHold(compiled, all));
  }
});

test.each(TIMEFRAMES.map((timeframe) => [JSON.stringify(timeframe), timeframe] as const))(
  "the span of the time frame %s ends at the last time that counts",
  (_, timeframe) => {
    const [[condition] = []] = compile(counted(METRIC, "equals", 0, timeframe));
    const facts = { run: runStart(anEvent()), now: NOW };
    const to = condition?.reads?.to(NOW) ?? Number.NaN;
    const countsAt = (time: number) => condition?.reads?.counts(happened(METRIC, time), facts);
    if (timeframe["operator"] === "after") return expect(to).toBe(Number.POSITIVE_INFINITY);
    return expect([countsAt(to), countsAt(to + 1)]).toEqual([true, false]);
  },
);

test("the rows of one event that was sent with several times count as one event", () => {
  const copies = Array.from({ length: 2 * LATEST_EVENTS }, (_, index) =>
    happened(METRIC, NOW - index, { event_id: "evt_1" }),
  );
  const condition = compile(counted(METRIC, "equals", 1, { operator: "alltime" }));
  const readings = condition.flat().flatMap(({ reads }) => reads ?? []);
  const wantsMore = historySpans(readings, runStart(anEvent()), NOW)[0]?.begin();
  expect(copies.map((copy) => wantsMore?.(copy))).not.toContain(false);
});

describe("of thousands of events under one identifier", () => {
  const MANY = Array.from({ length: 3_000 }, (_, index) =>
    happened(METRIC, NOW - index * 60_000, { event_id: `evt_${String(index).padStart(32, "0")}`, value: 1 }),
  );
  const rowsFor = (...conditions: Fields[]) => read(compile(...conditions), MANY).rows;
  const ALLTIME = { operator: "alltime" };

  test.each([
    ["none", counted(METRIC, "equals", 0, ALLTIME), 10],
    ["at least three", counted(METRIC, "greater-than-or-equal", 3, ALLTIME), 10],
    ["more than a hundred", counted(METRIC, "greater-than", 100, ALLTIME), 101],
    ["the highest count", counted(METRIC, "less-than", MAX_COMPARED_COUNT, ALLTIME), MAX_COMPARED_COUNT + 1],
    ["one of some kind", counted(METRIC, "equals", 0, ALLTIME, LARGE), LATEST_EVENTS],
    ["a sum", counted(METRIC, "greater-than", 5, ALLTIME, { measurement: "sum" }), LATEST_EVENTS],
    [
      "none on this day of a year",
      counted(METRIC, "equals", 0, { operator: "calendar-month", value: 8 }),
      LATEST_EVENTS,
    ],
  ])("a condition on %s reads only the rows that decide it", (_, condition, rows) => {
    expect(rowsFor(condition)).toBe(rows);
  });

  test("conditions that end at the same time share one reading", () => {
    const some = [1, 2, 3].map((value) => counted(METRIC, "equals", value, ALLTIME));
    const frames = [counted(METRIC, "equals", 4, { operator: "in-the-last", unit: "day", quantity: 9 })];
    expect(rowsFor(...some, ...frames)).toBe(10);
  });
});
