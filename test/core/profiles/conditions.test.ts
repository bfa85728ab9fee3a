// One table per kind of condition: rows that match and rows that do not, with the value that the condition read.

import { describe, expect, it } from "vitest";
import type { Event } from "#core/event/event.ts";
import { branchFilterSchema } from "#core/flow/profile-conditions.ts";
import { compileConditions, conditionsHold } from "#core/profiles/conditions.ts";
import { type RunFacts, runStart } from "#core/profiles/facts.ts";
import type { HistoryEvent, ProfileHistory } from "#core/profiles/history.ts";
import { counted, type Fields } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, happened, historyOf, START } from "#support/run-samples.ts";

const NOW = START + 10 * DAY;
const LONGEST_RUN = 90 * DAY;

function compiled(...groups: readonly (readonly Fields[])[]) {
  const { condition_groups } = branchFilterSchema.parse({
    condition_groups: groups.map((conditions) => ({ conditions })),
  });
  return compileConditions(condition_groups, { longestRunMs: LONGEST_RUN });
}

function factsOf(history: ProfileHistory, event: Event = anEvent(), now = NOW): RunFacts {
  return { run: runStart(event), now, history };
}

/** The value that one condition reads, and whether it matches. */
function judged(condition: Fields, history: ProfileHistory, event?: Event): readonly [unknown, boolean] {
  const conditions = compiled([condition]);
  const facts = factsOf(history, event);
  return [conditions[0]?.[0]?.see(facts), conditionsHold(conditions, facts)];
}

const order = (days: number, changes: Partial<HistoryEvent> = {}) =>
  happened("Placed Order", START + days * DAY, { received_at: START + days * DAY + 1, ...changes });

describe("a count of events", () => {
  const history = historyOf(order(-400), order(-20), order(-3), order(0.1), order(2), order(9.99), order(11));

  it.each([
    [{ operator: "alltime" }, 6],
    [{ operator: "flow-start" }, 3],
    [{ operator: "in-the-last", unit: "hour", quantity: 1 }, 1],
    [{ operator: "in-the-last", unit: "day", quantity: 8 }, 2],
    [{ operator: "in-the-last", unit: "day", quantity: 10 }, 3],
    [{ operator: "in-the-last", unit: "week", quantity: 2 }, 4],
    [{ operator: "in-the-next", unit: "day", quantity: 3 }, 1],
    [{ operator: "at-least", unit: "day", quantity: 300 }, 1],
    [{ operator: "between", start: 5, end: 15, unit: "day" }, 3],
    [{ operator: "before", date: "2026-02-20" }, 2],
    [{ operator: "after", date: "2026-03-01" }, 4],
    [{ operator: "between-static", start: "2026-02-01", end: "2026-03-02" }, 3],
    [{ operator: "anniversary-last", unit: "day", quantity: 1 }, 1],
    [{ operator: "calendar-month", value: 2 }, 2],
  ])("within %j is %i", (timeframe, count) => {
    expect(judged(counted("Placed Order", "equals", count, timeframe), history)).toEqual([count, true]);
    expect(judged(counted("Placed Order", "not-equals", count, timeframe), history)).toEqual([count, false]);
    expect(judged(counted("Placed Order", "greater-than", count - 1, timeframe), history)[1]).toBe(true);
    expect(judged(counted("Placed Order", "less-than", count, timeframe), history)[1]).toBe(false);
  });

  it("is of one metric only", () => {
    expect(judged(counted("Viewed Product", "equals", 0, { operator: "alltime" }), history)).toEqual([0, true]);
  });

  it("is of the events with properties that match all filters", () => {
    const large = { property: "$value", filter: { type: "numeric", operator: "greater-than", value: 50 } };
    const shoes = { property: "Tags", filter: { type: "list", operator: "contains", value: "shoes" } };
    const city = { property: "To.City", filter: { type: "string", operator: "equals", value: "Graz" } };
    const past = historyOf(
      order(1, { value: 51, properties: { Tags: ["shoes"] } }),
      order(2, { value: 50, properties: { Tags: ["shoes"] } }),
      order(3, { value: 99, properties: { Tags: ["hats"], To: { City: "Graz" } } }),
      order(4, { properties: {} }),
    );
    const count = (...metric_filters: Fields[]) =>
      judged(counted("Placed Order", "equals", 1, { operator: "alltime" }, { metric_filters }), past)[0];
    expect([count(large), count(shoes), count(large, shoes), count(city), count()]).toEqual([2, 2, 1, 1, 4]);
  });
});

describe("the event that started the run", () => {
  const event = anEvent({ id: "evt_own", metric: "Placed Order" });
  const history = historyOf(order(0, { event_id: "evt_own" }), order(1));

  it("counts in every time frame except since the start of the flow", () => {
    const count = (timeframe: Fields) => judged(counted("Placed Order", "equals", 0, timeframe), history, event)[0];
    expect(count({ operator: "alltime" })).toBe(2);
    expect(count({ operator: "in-the-last", unit: "week", quantity: 2 })).toBe(2);
    expect(count({ operator: "flow-start" })).toBe(1);
  });
});

describe("a sum of values", () => {
  it("adds up the values, and 0 for an event without a value", () => {
    const history = historyOf(order(1, { value: 10.5 }), order(2), order(3, { value: -2 }));
    const condition = counted("Placed Order", "equals", 8.5, { operator: "alltime" }, { measurement: "sum" });
    expect(judged(condition, history)).toEqual([8.5, true]);
  });

  it("is 0 without events", () => {
    const condition = counted("Placed Order", "greater-than", 0, { operator: "alltime" }, { measurement: "sum" });
    expect(judged(condition, historyOf())).toEqual([0, false]);
  });
});

describe("not having been in the flow", () => {
  const notInFlow = (timeframe: Fields) => ({
    type: "profile-not-in-flow",
    timeframe_filter: { type: "date", ...timeframe },
  });
  const ever = notInFlow({ operator: "alltime" });
  const week = notInFlow({ operator: "in-the-last", unit: "week", quantity: 1 });

  it.each([
    ["one who never was", undefined, true, true],
    ["one who was an hour ago", NOW - HOUR, false, false],
    ["one who was a month ago", NOW - 30 * DAY, false, true],
  ])("holds for %s", (_, lastEntry, everHolds, weekHolds) => {
    const history: ProfileHistory = { events: [], ...(lastEntry === undefined ? {} : { lastEntry }) };
    const seen = lastEntry === undefined ? undefined : new Date(lastEntry).toISOString();
    expect(judged(ever, history)).toEqual([seen, everHolds]);
    expect(judged(week, history)).toEqual([seen, weekHolds]);
  });
});

describe("a property", () => {
  const points = {
    type: "profile-property",
    property: "properties['Points']",
    filter: { type: "numeric", operator: "greater-than", value: 100 },
  };
  const city = {
    type: "metric-property",
    field: "City",
    filter: { type: "string", operator: "equals", value: "Graz" },
  };
  const event = anEvent({
    profile: { email: "a@b.example", properties: { Points: 150 } },
    properties: { City: "Wien" },
  });

  it("of the profile is the one in the event", () => {
    expect(judged(points, historyOf(), event)).toEqual([150, true]);
    expect(judged(points, historyOf())).toEqual([undefined, false]);
  });

  it("of the event is read from the event that started the run", () => {
    expect(judged(city, historyOf(), event)).toEqual(["Wien", false]);
  });

  it("with a relative date is compared with the time of the step", () => {
    const filter = { type: "date", operator: "in-the-last", unit: "day", quantity: 1 };
    const conditions = compiled([{ type: "profile-property", property: "properties['Seen']", filter }]);
    const seen = anEvent({ profile: { email: "a@b.example", properties: { Seen: new Date(START).toISOString() } } });
    expect(conditionsHold(conditions, factsOf(historyOf(), seen, START + HOUR))).toBe(true);
    expect(conditionsHold(conditions, factsOf(historyOf(), seen, START + 3 * DAY))).toBe(false);
  });

  it("is in groups with others: one of each group must match", () => {
    const holds = (...groups: readonly Fields[][]) => conditionsHold(compiled(...groups), factsOf(historyOf(), event));
    expect([holds([points, city]), holds([points], [city]), holds([city]), holds()]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
