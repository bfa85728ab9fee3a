import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distribution, distributionSchema, median, percentile, sum } from "../../../bench/report/distribution.ts";

const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

describe("a percentile", () => {
  test.each([
    [hundred, 50, 50],
    [hundred, 99, 99],
    [hundred, 100, 100],
    [hundred, 0, 1],
    [[7], 99, 7],
    [[1, 2, 3], 50, 2],
    [[1, 2], 50, 1],
    [[], 50, Number.NaN],
  ])("of %j at %i is %d", (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  test("is one of the values, and at least its share of them does not exceed it", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(
          [...values].sort((a, b) => a - b),
          percent,
        );
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length * 100).toBeGreaterThanOrEqual(percent * values.length);
      }),
    );
  });
});

describe("a distribution", () => {
  test("takes values in any order and sorts them as numbers", () => {
    expect(distribution([...hundred].reverse())).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  });

  test("of no values is still NaN after a round trip through JSON", () => {
    const read = distributionSchema.parse(JSON.parse(JSON.stringify(distribution([]))));
    expect(read).toEqual({ p50: Number.NaN, p95: Number.NaN, p99: Number.NaN, max: Number.NaN });
  });
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 10, 2], 3],
  [[10, 9], 9.5],
  [[], Number.NaN],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test("the sum of no values is 0", () => {
  expect(sum([])).toBe(0);
  expect(sum([1, 2, 4])).toBe(7);
});
