// Conditions, waits and durations in words.

import { describe, expect, it } from "vitest";
import { describeCondition } from "#app/explain/describe-condition.ts";
import { describeDuration } from "#app/explain/describe-duration.ts";
import { describeFilter, unreadable } from "#app/explain/describe-filter.ts";
import { describeWait, needsZone } from "#app/explain/explain-path.ts";
import { type Filter, filterSchema } from "#core/filters/filter.ts";
import type { Value } from "#core/filters/readings.ts";
import { branchConditionSchema } from "#core/flow/profile-conditions.ts";
import type { WaitStep } from "#core/runs/steps.ts";
import { counted } from "#support/flow-files.ts";
import { DAY, HOUR } from "#support/run-samples.ts";

const string = (operator: string, value: unknown = "sale") => ({ type: "string", operator, value });
const numeric = (operator: string, more: object = { value: 5 }) => ({ type: "numeric", operator, ...more });
const date = (operator: string, more: object = {}) => ({ type: "date", operator, ...more });
const list = (operator: string, value: unknown) => ({ type: "list", operator, value });
const inUnits = { unit: "day", quantity: 3 };

describe("a filter in words", () => {
  it.each<[object, string]>([
    [string("equals"), 'equals "sale"'],
    [string("not-equals"), 'does not equal "sale"'],
    [string("contains"), 'contains "sale"'],
    [string("not-contains"), 'does not contain "sale"'],
    [string("starts-with"), 'starts with "sale"'],
    [string("not-starts-with"), 'does not start with "sale"'],
    [string("ends-with"), 'ends with "sale"'],
    [string("not-ends-with"), 'does not end with "sale"'],
    [string("regex"), 'matches the pattern "sale"'],
    [string("nregex"), 'does not match the pattern "sale"'],
    [string("in", ["a", "b"]), 'is one of "a", "b"'],
    [string("not-in", ["a"]), 'is none of "a"'],
    [string("in", ["a", "b", "c", "d", "e", "f", "g"]), 'is one of "a", "b", "c", "d", "e" and 2 more'],
    [numeric("equals"), "equals 5"],
    [numeric("not-equals"), "does not equal 5"],
    [numeric("greater-than"), "is greater than 5"],
    [numeric("greater-than-or-equal"), "is greater than or equal to 5"],
    [numeric("less-than"), "is less than 5"],
    [numeric("less-than-or-equal"), "is less than or equal to 5"],
    [numeric("between", { start: 1, end: 5 }), "is between 1 and 5"],
    [{ type: "boolean", operator: "equals", value: false }, "is false"],
    [date("before", { date: "2026-11-08" }), "is before 2026-11-08"],
    [date("after", { date: "2026-11-08" }), "is after 2026-11-08"],
    [date("between-static", { start: "2026-01-01", end: "2026-02-01" }), "is between 2026-01-01 and 2026-02-01"],
    [date("in-the-last", inUnits), "is in the last 3 days"],
    [date("in-the-next", { unit: "hour", quantity: 1 }), "is in the next 1 hour"],
    [date("at-least", inUnits), "is at least 3 days ago"],
    [date("between", { start: 3, end: 5, unit: "week" }), "is between 3 and 5 weeks ago"],
    [date("anniversary"), "is on this day of any year"],
    [date("anniversary-month"), "is in this month of any year"],
    [date("anniversary-last", inUnits), "is on a day that came round in the last 3 days"],
    [date("anniversary-next", inUnits), "is on a day that comes round in the next 3 days"],
    [date("calendar-month", { value: 12 }), "is in December of any year"],
    [list("contains", "sale"), 'contains "sale"'],
    [list("not-contains", 5), "does not contain 5"],
    [list("contains-any", ["a", "b"]), 'contains one of "a", "b"'],
    [list("not-contains-any", ["a", "b"]), 'contains none of "a", "b"'],
    [list("contains-all", ["a", "b"]), 'contains all of "a", "b"'],
    [list("not-contains-all", ["a"]), 'does not contain all of "a"'],
    [list("contains-substring", "a"), 'has an item with "a" in it'],
    [list("not-contains-substring", "a"), 'has no item with "a" in it'],
    [list("length-equals", 1), "has 1 item"],
    [list("length-greater-than", 2), "has more than 2 items"],
    [list("length-greater-than-or-equal", 2), "has at least 2 items"],
    [list("length-less-than", 2), "has fewer than 2 items"],
    [list("length-less-than-or-equal", 2), "has at most 2 items"],
    [{ type: "existence", operator: "is-set" }, "is set"],
    [{ type: "existence", operator: "not-set" }, "is not set"],
  ])("%j: %s", (filter, words) => {
    expect(describeFilter(filterSchema.parse(filter))).toBe(words);
  });
});

describe("a condition in words", () => {
  const orders = (timeframe: object, more: object = {}) =>
    counted("Placed Order", "equals", 0, { ...timeframe }, { ...more });
  it.each<[object, string]>([
    [{ type: "metric-property", field: "Tags", filter: list("contains", "sale") }, 'Tags contains "sale"'],
    [{ type: "metric-property", field: "$value", filter: numeric("greater-than") }, "$value is greater than 5"],
    [
      { type: "profile-property", property: "properties['Tier']", filter: string("equals", "gold") },
      "profile properties['Tier'] equals \"gold\"",
    ],
    [orders({ operator: "flow-start" }), "Placed Order count equals 0 since the flow started"],
    [orders({ operator: "alltime" }), "Placed Order count equals 0 of all time"],
    [orders({ operator: "in-the-last", ...inUnits }), "Placed Order count equals 0 in the last 3 days"],
    [
      orders(
        { operator: "alltime" },
        {
          measurement: "sum",
          metric_filters: [
            { property: "Brand", filter: string("equals", "Oak") },
            { property: "$value", filter: numeric("greater-than") },
          ],
        },
      ),
      'Placed Order sum equals 0 of all time where Brand equals "Oak" and $value is greater than 5',
    ],
    [
      { type: "profile-not-in-flow", timeframe_filter: { type: "date", operator: "alltime" } },
      "profile has not been in this flow",
    ],
    [
      { type: "profile-not-in-flow", timeframe_filter: date("in-the-last", inUnits) },
      "profile has not been in this flow in the last 3 days",
    ],
  ])("%j: %s", (condition, words) => {
    expect(describeCondition(branchConditionSchema.parse(condition))).toBe(words);
  });
});

describe("a value that a filter can't read", () => {
  const NEITHER = "neither this nor its opposite holds";
  it.each<[string, unknown, Value, string | undefined]>([
    ["not set, for a negation", string("not-equals"), undefined, `not set: ${NEITHER}`],
    ["null, for a negation", list("not-contains", "a"), null, `not set: ${NEITHER}`],
    ["not set, for a negated pattern", string("nregex"), undefined, `not set: ${NEITHER}`],
    ["not set, for an operator that needs a value", string("equals"), undefined, undefined],
    ["not set, for the operator that checks it", { type: "existence", operator: "not-set" }, undefined, undefined],
    ["a list, for a text", string("equals"), ["sale"], `not a text: ${NEITHER}`],
    ["a list, for an operator that searches lists", string("contains"), ["sale"], undefined],
    ["a list, for the negation of an operator that searches lists", string("not-contains"), ["sale"], undefined],
    ["an object, for an operator that searches lists", string("contains"), { a: 1 }, `not a text: ${NEITHER}`],
    ["a number, for a text", string("equals"), 5, undefined],
    ["a text, for a number", numeric("equals"), "12,50", `not a number: ${NEITHER}`],
    ["a number in a text, for a number", numeric("equals"), "12.50", undefined],
    [
      "another word, for a boolean",
      { type: "boolean", operator: "equals", value: true },
      "on",
      `not true or false: ${NEITHER}`,
    ],
    ["a date in another order", date("before", { date: "2026-11-08" }), "17/06/2026", `not a date: ${NEITHER}`],
    ["one value, for a list", list("contains", "a"), "a", `not a list: ${NEITHER}`],
  ])("%s", (_, filter, value, note) => {
    expect(unreadable(filterSchema.parse(filter) satisfies Filter, value)).toBe(note);
  });
});

describe("a duration in words", () => {
  it.each<[number, string]>([
    [0, "0 seconds"],
    [999, "0 seconds"],
    [1_000, "1 second"],
    [61_000, "1 minute 1 second"],
    [HOUR, "1 hour"],
    [4 * HOUR + 1, "4 hours"],
    [DAY + 2 * HOUR + 60_000, "1 day 2 hours"],
    [90 * DAY, "90 days"],
  ])("%d ms: %s", (ms, words) => {
    expect(describeDuration(ms)).toBe(words);
  });
});

describe("a wait in words", () => {
  const delay = (data: object): WaitStep => ({ type: "time-delay", id: "w", data: { value: 1, ...data } });
  const target = (data: object): WaitStep => ({ type: "target-date", id: "w", data });
  const week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  it.each<[WaitStep, string, boolean]>([
    [delay({}), "1 day", false],
    [delay({ unit: "minutes", value: 30 }), "30 minutes", false],
    [delay({ unit: "hours", secondary_value: 30 }), "1 hour 30 minutes", false],
    [delay({ unit: "days", value: 2, secondary_value: 1 }), "2 days 1 hour", false],
    [delay({ secondary_value: 0, delay_until_weekdays: week }), "1 day", false],
    [delay({ delay_until_time: "09:30:00" }), "1 day, then until 09:30", true],
    [delay({ delay_until_time: "09:30:15" }), "1 day, then until 09:30:15", true],
    [delay({ delay_until_weekdays: ["monday"] }), "1 day, then until Monday", true],
    [
      delay({ delay_until_time: "09:00", delay_until_weekdays: ["monday", "tuesday", "friday"] }),
      "1 day, then until 09:00 on Monday, Tuesday or Friday",
      true,
    ],
    [target({}), "until 00:00", true],
    [target({ target_time: "18:00:00", target_days: ["saturday"] }), "until 18:00 on Saturday", true],
  ])("%j: %s", (wait, words, zone) => {
    expect([describeWait(wait), needsZone(wait)]).toEqual([words, zone]);
  });
});
