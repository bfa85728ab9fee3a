// The law of negation: a value that a filter can read matches either the filter or its negation, and any other value matches
// neither. The law depends on this: numbers and booleans are read as the texts that JSON writes.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFilter, type Filter, filterSchema } from "#core/filters/filter.ts";
import { booleanOf, listOf, numberOf, textOf, type Value } from "#core/filters/readings.ts";
import { NOW } from "./filter-table.ts";

const word = fc.constantFrom("a", "b", "ab", "5", "5.0", "true", "Yes", "2026-06-17");
const scalar = fc.oneof(
  word,
  fc.integer({ min: 0, max: 6 }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  scalar,
  fc.constant(undefined),
  fc.array(scalar, { maxLength: 4 }),
  fc.constant({ a: 1 }),
);

const words = fc.array(word, { minLength: 1, maxLength: 3 });
const number = fc.integer({ min: 0, max: 6 });

type Read = (value: Value) => unknown;
const textOrList: Read = (found) => textOf(found) ?? listOf(found);

/** Each pair of opposite operators, the values of their filters, and their reading of values. */
const pairs: readonly (readonly [Filter["type"], string, string, fc.Arbitrary<unknown>, Read])[] = [
  ["string", "equals", "not-equals", word, textOf],
  ["string", "contains", "not-contains", word, textOrList],
  ["string", "starts-with", "not-starts-with", word, textOf],
  ["string", "ends-with", "not-ends-with", word, textOf],
  ["string", "regex", "nregex", word, textOf],
  ["string", "in", "not-in", words, textOf],
  ["numeric", "equals", "not-equals", number, numberOf],
  ["numeric", "greater-than", "less-than-or-equal", number, numberOf],
  ["numeric", "less-than", "greater-than-or-equal", number, numberOf],
  ["list", "contains", "not-contains", fc.oneof(word, number), listOf],
  ["list", "contains-substring", "not-contains-substring", word, listOf],
  ["list", "contains-any", "not-contains-any", words, listOf],
  ["list", "contains-all", "not-contains-all", words, listOf],
  ["list", "length-greater-than", "length-less-than-or-equal", number, listOf],
  ["list", "length-less-than", "length-greater-than-or-equal", number, listOf],
];

function compile(filter: object) {
  return compileFilter(filterSchema.parse(filter));
}

describe("of two opposite operators, exactly one matches a readable value, and neither matches any other value", () => {
  it.each(pairs)("%s %s and %s", (type, operator, opposite, compared, read) => {
    fc.assert(
      fc.property(compared, value, (wanted, found) => {
        const matches = compile({ type, operator, value: wanted })(found, NOW);
        const negated = compile({ type, operator: opposite, value: wanted })(found, NOW);
        expect(Number(matches) + Number(negated)).toBe(read(found) === undefined ? 0 : 1);
      }),
    );
  });

  it("boolean equals true and false", () => {
    fc.assert(
      fc.property(value, (found) => {
        const answers = [true, false].map((wanted) => compile({ type: "boolean", operator: "equals", value: wanted }));
        const matching = answers.filter((test) => test(found, NOW)).length;
        expect(matching).toBe(booleanOf(found) === undefined ? 0 : 1);
      }),
    );
  });
});

describe("a reading", () => {
  it("of a number or boolean as a text is its JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), (found) => {
        expect(textOf(found)).toBe(JSON.stringify(found));
      }),
    );
  });

  it("of a text as a number is the one of JSON, and is absent if JSON refuses the text", () => {
    const digits = fc.string({ unit: fc.constantFrom("0", "1", "9", ".", "-", "+", "e", "E", " ", "x"), maxLength: 6 });
    fc.assert(
      fc.property(digits, (text) => {
        const trimmed = text === text.trim();
        expect(numberOf(text)).toBe(trimmed ? jsonNumberOf(text) : undefined);
      }),
      { numRuns: 2000 },
    );
  });
});

function jsonNumberOf(text: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
