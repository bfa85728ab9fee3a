import { describe, expect, test } from "vitest";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { isExactNumber } from "#templates/dialect/values/numbers.ts";
import { applied, evaluated } from "./filter-expression.ts";
import { TABLES } from "./tables.ts";

describe.each(Object.entries(TABLES))("%s", (name, rows) => {
  test.each(rows)("%s is %j (%s)", (expression, gives) => {
    const value = evaluated(expression);
    if (typeof value === "object" && value !== null && isExactNumber(value)) {
      expect({ source: value.source }).toEqual(gives);
      expect(JSON.stringify(value)).toBe(value.source);
    } else expect(value).toEqual(gives);
  });

  test("is in the registry", () => {
    expect(FILTERS.has(name)).toBe(true);
  });
});

test("every filter has a table", () => {
  expect(Object.keys(TABLES).sort()).toEqual([...FILTERS.keys()].sort());
});

describe("a filter of liquidjs counts its output before the call, and its text after it", () => {
  test.each<[string, unknown, unknown[], number[]]>([
    ["append", "abc", ["de"], [5, 5]],
    ["truncate", "abcdef", [5], [7, 5]],
    ["hmac_sha256", "abc", ["key"], [6, 64]],
    ["replace", "aXbX", ["X", "yyy"], [8, 8]],
    ["replace", "aXbX", ["X"], [2, 2]],
    ["url_encode", "a b", [], [0, 3]],
    ["abs", -1, [], [0]],
    ["push", [1], [2], [2]],
    ["array_to_sentence_string", ["a", "b"], [], [6, 7]],
  ])("%s of %j with %j counts %j", (name, value, args, expected) => {
    const counts: number[] = [];
    applied(name, value, args, {}, (count) => counts.push(count));
    expect(counts).toEqual(expected);
  });
});
