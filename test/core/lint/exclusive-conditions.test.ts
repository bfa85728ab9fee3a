import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter, type Filter, filterSchema } from "#core/filters/filter.ts";
import { type BranchCondition, branchConditionSchema } from "#core/flow/profile-conditions.ts";
import type { JsonValue } from "#core/json.ts";
import { excludeEachOther, follows } from "#core/lint/exclusive-conditions.ts";

type Fields = Readonly<Record<string, unknown>>;

const event = (filter: unknown, changes: Fields = {}): BranchCondition =>
  branchConditionSchema.parse({ type: "metric-property", field: "City", filter, ...changes });

const profile = (filter: unknown): BranchCondition =>
  branchConditionSchema.parse({ type: "profile-property", property: "email", filter });

const counted = (operator: string, value: number, changes: Fields = {}): BranchCondition =>
  branchConditionSchema.parse({
    type: "profile-metric",
    metric_id: "Placed Order",
    measurement: "count",
    measurement_filter: { type: "numeric", operator, value },
    timeframe_filter: { type: "date", operator: "flow-start" },
    ...changes,
  });

const text = (operator: string, value: string | string[]) => ({ type: "string", operator, value });
const number = (operator: string, value: number) => ({ type: "numeric", operator, value });
const between = (start: number, end: number) => ({ type: "numeric", operator: "between", start, end });
const truth = (value: boolean) => ({ type: "boolean", operator: "equals", value });
const set = { type: "existence", operator: "is-set" };
const unset = { type: "existence", operator: "not-set" };

function exclude(a: readonly BranchCondition[], b: readonly BranchCondition[]): boolean {
  const there = excludeEachOther({ conditions: a }, { conditions: b });
  expect(excludeEachOther({ conditions: b }, { conditions: a })).toBe(there);
  return there;
}

describe("two filters on one property", () => {
  it.each<[unknown, unknown]>([
    [text("equals", "a"), text("equals", "b")],
    [text("equals", "a"), text("in", ["b", "c"])],
    [text("in", ["a", "b"]), text("in", ["c", "d"])],
    [text("equals", "a"), text("not-equals", "a")],
    [text("in", ["a", "b"]), text("not-in", ["a", "b", "c"])],
    [text("equals", "abc"), text("starts-with", "b")],
    [text("equals", "abc"), text("regex", "^b")],
    [number("equals", 1), number("equals", 2)],
    [number("equals", 1), number("not-equals", 1)],
    [number("greater-than", 500), number("less-than", 100)],
    [number("greater-than", 5), number("less-than-or-equal", 5)],
    [number("greater-than", 5), number("less-than", 5)],
    [number("equals", 5), number("greater-than", 5)],
    [between(1, 2), between(3, 4)],
    [between(1, 2), number("greater-than", 2)],
    [truth(true), truth(false)],
    [unset, set],
    [unset, text("not-equals", "a")],
    [unset, number("less-than", 5)],
  ])("%j and %j exclude each other", (a, b) => {
    expect(exclude([event(a)], [event(b)])).toBe(true);
    expect(exclude([profile(a)], [profile(b)])).toBe(true);
  });

  it.each<[unknown, unknown]>([
    [text("equals", "a"), text("equals", "a")],
    [text("equals", "a"), text("in", ["a", "b"])],
    [text("equals", "a"), text("not-equals", "b")],
    [text("in", ["a", "b"]), text("not-in", ["a"])],
    [text("starts-with", "a"), text("starts-with", "b")],
    [text("equals", "a"), set],
    [number("greater-than-or-equal", 5), number("less-than-or-equal", 5)],
    [number("greater-than", 5), number("less-than", 6)],
    [number("not-equals", 1), number("not-equals", 2)],
    [between(1, 2), between(2, 3)],
    [truth(true), truth(true)],
    [unset, unset],
    [set, set],
    // Kinds of filters read values each in their own way: "5" is a text and a number, 1 is a number and true.
    [text("equals", "5"), number("equals", 6)],
    [number("equals", 1), truth(false)],
    [
      { type: "list", operator: "contains", value: "a" },
      { type: "list", operator: "not-contains", value: "a" },
    ],
    [
      { type: "date", operator: "before", date: "2026-01-01" },
      { type: "date", operator: "after", date: "2026-02-01" },
    ],
  ])("%j and %j may both match", (a, b) => {
    expect(exclude([event(a)], [event(b)])).toBe(false);
  });

  const values: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue[]>(
    "",
    "a",
    "ab",
    "5",
    "5.0",
    5,
    6,
    0,
    true,
    "no",
    null,
    ["a"],
  );
  const texts = fc.constantFrom("", "a", "ab", "5", "true");
  const numbers = fc.constantFrom(0, 1, 5, 5.5, 6);
  const filters: fc.Arbitrary<Filter> = fc
    .oneof(
      fc.record({ type: fc.constant("string"), operator: fc.constantFrom("equals", "not-equals"), value: texts }),
      fc.record({
        type: fc.constant("string"),
        operator: fc.constantFrom("in", "not-in"),
        value: fc.array(texts, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({
        type: fc.constant("string"),
        operator: fc.constantFrom("contains", "not-ends-with"),
        value: fc.constant("a"),
      }),
      fc.record({
        type: fc.constant("numeric"),
        operator: fc.constantFrom(
          "equals",
          "not-equals",
          "greater-than",
          "greater-than-or-equal",
          "less-than",
          "less-than-or-equal",
        ),
        value: numbers,
      }),
      fc
        .tuple(numbers, numbers)
        .map(([a, b]) => ({ type: "numeric", operator: "between", start: Math.min(a, b), end: Math.max(a, b) })),
      fc.record({ type: fc.constant("boolean"), operator: fc.constant("equals"), value: fc.boolean() }),
      fc.record({ type: fc.constant("existence"), operator: fc.constantFrom("is-set", "not-set") }),
    )
    .map((filter) => filterSchema.parse(filter));

  it("never match the same value if they exclude each other", () => {
    fc.assert(
      fc.property(filters, filters, fc.option(values, { nil: undefined }), (a, b, value) => {
        if (exclude([event(a)], [event(b)])) {
          expect([compileFilter(a)(value, 0), compileFilter(b)(value, 0)]).not.toEqual([true, true]);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("conditions exclude each other", () => {
  const a = text("equals", "a");
  const b = text("equals", "b");

  it("when they read one and the same value", () => {
    expect(exclude([event(a)], [event(b, { field: "Country" })])).toBe(false);
    expect(exclude([event(a)], [profile(b)])).toBe(false);
    expect(exclude([event(a, { metric_id: "Placed Order" })], [event(b)])).toBe(true);
  });

  it("when they count the same in the same way", () => {
    expect(exclude([counted("equals", 0)], [counted("greater-than", 0)])).toBe(true);
    expect(exclude([counted("equals", 0)], [counted("less-than", 5)])).toBe(false);
    for (const changes of [
      { metric_id: "Fulfilled Order" },
      { measurement: "sum" },
      { timeframe_filter: { type: "date", operator: "alltime" } },
      { metric_filters: [{ property: "City", filter: a }] },
    ])
      expect(exclude([counted("equals", 0)], [counted("greater-than", 0, changes)])).toBe(false);
  });

  it("in groups, when each of one group excludes each of the other", () => {
    const c = text("equals", "c");
    expect(exclude([event(a), event(b)], [event(c)])).toBe(true);
    expect(exclude([event(a), event(b)], [event(c), event(b)])).toBe(false);
    expect(exclude([event(a), profile(b)], [event(c)])).toBe(false);
  });

  it("not when they read entries into the flow", () => {
    const never = branchConditionSchema.parse({
      type: "profile-not-in-flow",
      timeframe_filter: { type: "date", operator: "alltime" },
    });
    expect(exclude([never], [never])).toBe(false);
  });
});

describe("a group follows from another", () => {
  const [a, b, c] = ["a", "b", "c"].map((value) => event(text("equals", value)));

  it("that has no additional condition", () => {
    const group = (...conditions: (BranchCondition | undefined)[]) => ({
      conditions: conditions.filter((condition) => condition !== undefined),
    });
    expect(follows(group(a, b), group(a))).toBe(true);
    expect(follows(group(a, b), group(b, a))).toBe(true);
    expect(follows(group(a, b), group(a, c))).toBe(false);
    expect(follows(group(a), group(a, b))).toBe(false);
  });

  it("although only one of them names the metric", () => {
    const named = event(text("equals", "a"), { metric_id: "Placed Order" });
    expect(follows({ conditions: [named] }, { conditions: [event(text("equals", "a"))] })).toBe(true);
  });
});
