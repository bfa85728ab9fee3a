import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExactNumber } from "#core/exact-number.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { Budget } from "#templates/dialect/rendering/render-context.ts";
import { RenderFailure } from "#templates/dialect/rendering/render-failure.ts";
import { jsonText } from "#templates/dialect/values/value-text.ts";
import { applied } from "./filter-expression.ts";

const NAMES = [...FILTERS.keys()];

/** Texts that some filter reads in a special way. */
const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.stringMatching(/^[-+]?\d{0,25}\.?\d{0,5}(e[-+]?\d{1,4})?$/),
  fc.constantFrom(
    "2024-02-29T23:59:59.999999-23:59",
    "2024-02-30",
    "now",
    "03/04/21 5:06",
    "13:45",
    "0001-01-01",
    "9999-12-31",
  ),
  fc.constantFrom(
    "a=1",
    "a<=b",
    "a|b",
    "|",
    ":3",
    "::-2",
    "2g",
    "%c %Z",
    "Y-m-d",
    "c r T",
    "\\",
    ".3f",
    "#X",
    "\\s+|,",
    "a.b",
    "0",
  ),
  fc.constantFrom(
    "<b><!-- >",
    "&amp;&",
    "%ff%",
    "\ud800",
    "e\u0301",
    "👍🏽",
    "\u0000",
    " ",
    "constructor",
    "__proto__",
  ),
);
const number = fc.oneof(
  fc.double(),
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0, -0, 1e21, 1e308, -1e9, 2 ** 53),
);
const HOSTILE =
  '{"toString":1,"valueOf":"x","toJSON":1,"then":2,"length":3,"size":0,"constructor":{},"__proto__":{"a":1},"source":"1"}';
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.jsonValue({ maxDepth: 3, stringUnit: "binary" }),
  fc.array(fc.oneof(text, number), { maxLength: 6 }),
  fc.array(fc.dictionary(fc.constantFrom("a", "b", "0"), fc.oneof(text, number)), { maxLength: 5 }),
  fc.constantFrom("12345678901234567890", "-0.10000000000000000001", "1e999").map((source) => new ExactNumber(source)),
  fc.constant(JSON.parse(HOSTILE)),
);

/** Freezes a value and everything in it. */
function frozen<T>(made: T): T {
  if (typeof made === "object" && made !== null && !Object.isFrozen(made)) {
    Object.freeze(made);
    for (const part of Object.values(made)) frozen(part);
  }
  return made;
}

/** The value of a filter, or undefined if it fails with a RenderFailure. */
function result(name: string, input: unknown, args: readonly unknown[], useOutput: (count: number) => void): unknown {
  try {
    return applied(name, input, args, {}, useOutput);
  } catch (error) {
    if (error instanceof RenderFailure) return undefined;
    throw error;
  }
}

/** The limit of one rendering. */
function limited(): (count: number) => void {
  const budget = new Budget();
  return (count) => budget.useOutput(count);
}

/** Characters of a text, items of a list. */
function extent(made: unknown): number {
  return typeof made === "string" || Array.isArray(made) ? made.length : 0;
}

describe.each(NAMES)("%s", (name) => {
  const entry = FILTERS.get(name);
  const args = fc.array(value, { minLength: entry?.least ?? 0, maxLength: entry?.most ?? 0 });

  test("accepts any value and arguments, changes neither, gives the same value again and counts its output", () => {
    fc.assert(
      fc.property(value, args, (input, given) => {
        const before = JSON.stringify([input, given]);
        const budget = new Budget();
        let counted = 0;
        const made = result(name, frozen(input), frozen(given), (count) => {
          counted += Math.max(Number(count) || 0, 0);
          budget.useOutput(count);
        });
        expect(JSON.stringify([input, given])).toBe(before);
        expect(JSON.stringify(result(name, input, given, limited()))).toBe(JSON.stringify(made));
        const known = [input, ...given].reduce((sum: number, part) => sum + jsonText(part).length, 0);
        expect(extent(made)).toBeLessThanOrEqual(counted + known + 64);
      }),
      { numRuns: 150 },
    );
  });

  test("is checked without an exception for literal arguments of any kind", () => {
    fc.assert(
      fc.property(args, (given) => {
        const problem = entry?.check?.(given.map((argument) => ({ value: argument })));
        expect(["string", "undefined"]).toContain(typeof problem);
      }),
      { numRuns: 100 },
    );
  });
});

/** Texts on which a pattern with two adjacent repetitions takes quadratic time. */
const LONG = [
  "<",
  "<!--",
  "<a ",
  "<a b='",
  "-",
  "_",
  " ",
  "\n",
  "%",
  "%4",
  "&",
  "&amp",
  "e\u0301",
  "1",
  "👍",
  "a.",
  ",",
  "/",
  "\ud800",
];
const LENGTH = 120_000;

describe("a text of the largest size takes at most linear time", () => {
  const texts = LONG.flatMap((piece) => {
    const long = piece.repeat(LENGTH / piece.length);
    return [long, `${long}x`, `x${long}`];
  });

  // Quadratic time on this length exceeds the timeout of a test.
  test.each(NAMES)("%s", (name) => {
    const { least = 0 } = FILTERS.get(name) ?? {};
    const lists =
      least === 0 ? [[]] : ["a", "\\s*x", 7].map((argument) => Array.from({ length: least }, () => argument));
    for (const long of texts) {
      for (const args of lists) {
        result(name, long, args, limited());
      }
    }
  });
});

describe("the output of filters has a limit and is counted before it is made", () => {
  const HUGE = "x".repeat(200_000);
  test.each<[string, unknown, unknown[]]>([
    ["center", "a", [1e9]],
    ["ljust", "a", ["1000000000"]],
    ["rjust", "a", [5e6]],
    ["stringformat", 1, ["1000000000d"]],
    ["floatformat", 1, [1e9]],
    ["percentize", 1, [1e9]],
    ["join", Array.from({ length: 100 }, () => "a"), [HUGE]],
    ["list_to_string", Array.from({ length: 30 }, () => HUGE), []],
    ["find_replace", HUGE, [`x|${"y".repeat(100)}`]],
    ["replace", HUGE, ["x", "y".repeat(100)]],
    ["resplit", HUGE, ["x*y"]],
    ["map", Array.from({ length: 5_000_000 }, () => 1), ["a"]],
  ])("%s", (name, input, args) => {
    expect(() => applied(name, input, args, {}, limited())).toThrow(RenderFailure);
  });
});
