// The part of events that is kept, and for how long.

import { describe, expect, it } from "vitest";
import {
  type CountedMetric,
  countedMetrics,
  forgetAt,
  LATE_STEP_MS,
  toHistoryEvent,
} from "#core/profiles/counted-metrics.ts";
import { counted, type Fields, flowOf, groups, send, wait } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR } from "#support/run-samples.ts";

const inTheLast = (days: number) => ({ operator: "in-the-last", unit: "day", quantity: days });

/** The part of orders that is kept for a flow with these conditions. */
function remembered(
  conditions: readonly Fields[],
  actions: readonly Fields[] = [send("a")],
): CountedMetric | undefined {
  const flow = flowOf(actions, { profile_filter: groups(...conditions) });
  return countedMetrics(flow.readings).get("Placed Order");
}

describe("a metric is kept", () => {
  it.each([
    [
      "for as long as a run can take, if it counts since the flow's start",
      { operator: "flow-start" },
      50 * HOUR + 61_000,
    ],
    ["a day longer than the span of days that it looks back over", inTheLast(7), 8 * DAY],
    ["up to the far end of a span", { operator: "between", start: 1, end: 3, unit: "week" }, 22 * DAY],
    ["until it has happened, if it looks ahead", { operator: "in-the-next", unit: "day", quantity: 3 }, 0],
    ["forever, if it looks at all time", { operator: "alltime" }, Number.POSITIVE_INFINITY],
    [
      "forever, if it looks at events that are at least so old",
      { operator: "at-least", unit: "day", quantity: 3 },
      Number.POSITIVE_INFINITY,
    ],
    ["forever, if it looks at fixed dates", { operator: "after", date: "2026-01-01" }, Number.POSITIVE_INFINITY],
  ])("%s", (_, timeframe, memoryMs) => {
    const actions = [wait("w", 20, "a"), send("a", "v"), wait("v", 30, "b"), send("b")];
    expect(remembered([counted("Placed Order", "equals", 0, timeframe)], actions)?.memoryMs).toBe(memoryMs);
  });

  it("for as long as the condition that looks back furthest", () => {
    const conditions = [3, 9, 5].map((days) => counted("Placed Order", "equals", 0, inTheLast(days)));
    expect(remembered(conditions)?.memoryMs).toBe(10 * DAY);
  });

  it("only if a condition counts it", () => {
    expect(remembered([counted("Viewed Product", "equals", 0, inTheLast(3))])).toBeUndefined();
  });

  it("if only a split deep in the flow counts it", () => {
    const data = { profile_filter: groups(counted("Placed Order", "equals", 0, inTheLast(3))) };
    const split = { id: "split", type: "conditional-split", links: { next_if_true: "a" }, data };
    expect(countedMetrics(flowOf([wait("w", 1, "split"), split, send("a")]).readings).has("Placed Order")).toBe(true);
  });
});

describe("history keeps of an event", () => {
  const filters = (...fields: string[]) => ({
    metric_filters: fields.map((property) => ({ property, filter: { type: "existence", operator: "is-set" } })),
  });
  const event = anEvent({
    value: 12,
    properties: JSON.parse('{"City":"Graz","To":{"City":"Wien","Zip":"1010"},"a.b":1,"x":2,"__proto__":3}'),
  });

  it("only the properties that conditions read, and the value", () => {
    const condition = counted(
      "Placed Order",
      "equals",
      0,
      inTheLast(3),
      filters("City", "To.City", "a.b", "missing", "toString"),
    );
    const metric = remembered([condition]);
    expect(metric && toHistoryEvent(event, metric)).toEqual({
      event_id: "evt_checkout",
      metric: "Started Checkout",
      time: event.time,
      received_at: event.received_at,
      value: 12,
      properties: { City: "Graz", To: { City: "Wien", Zip: "1010" }, "a.b": 1 },
    });
  });

  it("no properties if no condition reads one", () => {
    const metric = remembered([counted("Placed Order", "equals", 0, inTheLast(3))]);
    expect(metric && toHistoryEvent(event, metric).properties).toEqual({});
  });
});

describe("an event in history", () => {
  it("is kept two weeks longer than its time frame, because a step may be that late", () => {
    expect(forgetAt(1_000, 5 * DAY)).toBe(1_000 + 5 * DAY + LATE_STEP_MS);
  });

  it("that is kept forever does not expire", () => {
    expect(forgetAt(1_000, Number.POSITIVE_INFINITY)).toBeUndefined();
  });
});
