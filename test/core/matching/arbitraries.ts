// Random flows and events for the match index: every operator, on so few fields, values and metrics that events often match.

import fc from "fast-check";
import type { JsonObject } from "#core/json.ts";
import type { MatchEvent } from "#core/matching/match-index.ts";
import { parseJson } from "#core/parse-json.ts";
import { flowOf, NOW, on, type TestFlow } from "./flows.ts";

const DAY = 86_400_000;
const today = new Date(NOW).toISOString().slice(0, 10);
const long = "ab".repeat(40);

const usual = fc.constantFrom("a", "a.b", "list");
const rare = fc.constantFrom("b", "a.b.c", "$value", "__proto__", "toString");
const field = fc.oneof({ weight: 4, arbitrary: usual }, rare);
const word = fc.constantFrom("x", "xy", "5", "5.0", "true", "", today, "tea-pot", long, "9007199254740993");
const part = fc.constantFrom("x", "5", "tru", "tea-", "-pot", "é", "2026-06-", long, `${long}x`);
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const number = fc.constantFrom(0, 1, 5, -0, 1.5, -1, 1e300, 5e-324, 2 ** 53);
const count = fc.nat({ max: 3 });
const unit = fc.constantFrom("hour", "day", "week");
const quantity = fc.integer({ min: 1, max: 3 });
const date = fc.constantFrom(today, "2026-06-16", "2026-06-17T15:00:00Z", "1970-01-01T00:00:05Z");

type Kind = readonly [type: string, operators: readonly string[], rest?: Record<string, fc.Arbitrary<unknown>>];

/** All filters: docs/filters.md has the same list. */
const KINDS: readonly Kind[] = [
  ["string", ["equals", "not-equals"], { value: word }],
  ["string", ["in", "not-in"], { value: words }],
  ["string", ["contains", "not-contains", "starts-with", "not-starts-with"], { value: part }],
  ["string", ["ends-with", "not-ends-with", "regex", "nregex"], { value: part }],
  ["numeric", ["equals", "not-equals", "greater-than", "greater-than-or-equal"], { value: number }],
  ["numeric", ["less-than", "less-than-or-equal"], { value: number }],
  ["boolean", ["equals"], { value: fc.boolean() }],
  ["date", ["before", "after"], { date }],
  ["date", ["in-the-last", "in-the-next", "at-least", "anniversary-last", "anniversary-next"], { unit, quantity }],
  ["date", ["anniversary", "anniversary-month"]],
  ["date", ["calendar-month"], { value: fc.constantFrom(1, 6) }],
  ["list", ["contains", "not-contains"], { value: fc.oneof(word, fc.constantFrom(1, 5)) }],
  ["list", ["contains-substring", "not-contains-substring"], { value: part }],
  ["list", ["contains-any", "not-contains-any", "contains-all", "not-contains-all"], { value: words }],
  ["list", ["length-equals", "length-greater-than", "length-greater-than-or-equal"], { value: count }],
  ["list", ["length-less-than", "length-less-than-or-equal"], { value: count }],
  ["existence", ["is-set", "not-set"]],
];

/** Filters with a start and an end. */
const RANGES: readonly (readonly [
  type: string,
  operator: string,
  end: fc.Arbitrary<number | string>,
  rest?: object,
])[] = [
  ["numeric", "between", number],
  ["date", "between-static", date],
  ["date", "between", count, { unit }],
];

const filter: fc.Arbitrary<object> = fc.oneof(
  ...KINDS.map(([type, operators, rest]) => ({
    weight: operators.length,
    arbitrary: fc.record({ type: fc.constant(type), operator: fc.constantFrom(...operators), ...rest }),
  })),
  ...RANGES.map(([type, operator, end, rest]) =>
    fc
      .tuple(end, end, fc.record({ ...rest }))
      .map(([one, other, more]) => ({ type, operator, ...more, ...ascending(one, other) })),
  ),
);

function ascending(one: number | string, other: number | string): { start: unknown; end: unknown } {
  const value = (end: number | string) => (typeof end === "string" ? Date.parse(end) : end);
  return value(one) <= value(other) ? { start: one, end: other } : { start: other, end: one };
}

const condition = fc.tuple(field, filter).map(([name, test]) => on(name, test));
const alone = condition.map((one) => [[one]]);
const groups = fc.oneof(alone, fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { maxLength: 3 }));
const metric = fc.oneof({ weight: 5, arbitrary: fc.constant("Placed Order") }, fc.constant("Started Checkout"));

/** A number of flows, exactly or at most. */
export function someFlows(length: { minLength?: number; maxLength: number }): fc.Arbitrary<TestFlow[]> {
  return fc
    .array(fc.tuple(metric, groups), length)
    .map((all) => all.map(([name, own], index) => ({ ...flowOf(String(index), ...own), metric: name })));
}

// Parsed events, so that "__proto__" is an ordinary key, and some numbers are ones that no double holds.
const seconds = fc.constantFrom(0, 1, -1, -3).map((days) => (NOW + days * DAY) / 1000);
const huge = fc.constantFrom("ab".repeat(5_000), `${"é".repeat(3_000)}tea-pot`, `${long}xy`);
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(word, part, number, seconds).map((value) => JSON.stringify(value)) },
  fc.oneof(huge, fc.boolean()).map((value) => JSON.stringify(value)),
  fc.constantFrom("null", "1e400", "-1e400", "-0", "9007199254740993", "9007199254740994", '"9007199254740993"'),
);
const list = fc.array(fc.oneof({ weight: 9, arbitrary: scalar }, fc.constantFrom("[]", '["x"]', '{"x":1}')), {
  maxLength: 4,
});
const leaf = fc.oneof(
  { weight: 2, arbitrary: scalar },
  list.map((items) => `[${items.join()}]`),
);

function object(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const entry = fc.tuple(key, value).map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return fc.array(entry, { maxLength: 6, size: "max" }).map((entries) => `{${entries.join()}}`);
}

const inner = object(
  fc.constantFrom("b", "b", "c", "b.c"),
  fc.oneof({ weight: 3, arbitrary: leaf }, object(fc.constant("c"), leaf)),
);
const properties = object(field, fc.oneof({ weight: 3, arbitrary: leaf }, inner)).map(
  (text) => parseJson(text) as JsonObject,
);

/** An event of one of the flows' metrics. */
export const someEvent: fc.Arbitrary<MatchEvent> = fc.record(
  { metric, properties, value: number },
  { requiredKeys: ["metric", "properties"] },
);
