import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "#core/nearest-name.ts";

const NAMES = ["metric", "profile", "unique_id", "first_name", "id"];

it.each([
  ["metrik", "metric"],
  ["porfile", "profile"],
  ["uniqueId", "unique_id"],
  ["unique-id", "unique_id"],
  ["firstName", "first_name"],
  ["METRIC", "metric"],
  ["ip", "id"],
  ["di", "id"],
  ["dx", undefined],
  ["xi", undefined],
  ["matrik", "metric"],
  ["metric", "metric"],
  ["colour", undefined],
  ["", undefined],
])("%j may mean %j", (name, expected) => {
  expect(nearestName(name, NAMES)).toBe(expected);
});

it("is absent if more than a third of the letters are wrong, except for one letter of a short name", () => {
  expect(nearestName("nome", ["time"])).toBeUndefined();
  expect(nearestName("nome", ["name"])).toBe("name");
});

it("is the first of two that are equally near", () => {
  expect(nearestName("cat", ["bat", "rat"])).toBe("bat");
});

it("is absent if there are no names", () => {
  expect(nearestName("metric", [])).toBeUndefined();
});

it("is the same that a comparison of every letter finds", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 5 }), (name, names) => {
      const within = Math.max(1, Math.floor(name.length / 3));
      const near = names.map((other) => ({ other, mistakes: mistakesIn(name, other) }));
      const fewest = Math.min(...near.map(({ mistakes }) => mistakes));
      const expected = fewest <= within ? near.find(({ mistakes }) => mistakes === fewest)?.other : undefined;
      expect(nearestName(name, names)).toBe(expected);
    }),
  );
});

it("is searched for in a hundred thousand similar names with bounded work", () => {
  let read = 0;
  const names = function* () {
    for (; read < 100_000; read++) yield `${"flow".repeat(15)}${read}`;
  };
  expect(nearestName("q".repeat(60), names())).toBeUndefined();
  expect(read).toBeLessThan(20_000);
});

describe("a suggestion", () => {
  it.each([
    ["metrik", "", ' Did you mean "metric"?'],
    ["metrik", "There are five.", ' Did you mean "metric"?'],
    ["colour", "There are five.", " There are five."],
    ["colour", "", ""],
    ["metric", "", ""],
  ])("for %j, otherwise %j, is %j", (name, otherwise, expected) => {
    expect(didYouMean(name, NAMES, otherwise)).toBe(expected);
  });
});

/** Letters to add, drop, replace or swap, by recursion over the last letters. */
function mistakesIn(a: string, b: string): number {
  const known = new Map<string, number>();
  const from = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i} ${j}`;
    const found = known.get(key) ?? compute(i, j);
    known.set(key, found);
    return found;
  };
  const compute = (i: number, j: number): number => {
    const same = a[i - 1] === b[j - 1] ? 0 : 1;
    const options = [from(i - 1, j) + 1, from(i, j - 1) + 1, from(i - 1, j - 1) + same];
    const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    return Math.min(...options, ...(swaps ? [from(i - 2, j - 2) + 1] : []));
  };
  return from(a.length, b.length);
}
