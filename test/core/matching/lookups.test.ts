// The structures of the index, each compared with a test of every entry.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextAbove, nextBelow } from "#core/matching/group-keys.ts";
import { partLookup, rangeLookup } from "#core/matching/lookups.ts";
import { type Entry, type Lookup, type Posting, unionOf } from "#core/matching/posting.ts";

function entries<Asked>(all: readonly Asked[]): Entry<Asked>[] {
  return all.map((asked, flow) => ({ asked, flow }));
}

function flowsFound<Read>(lookUp: Lookup<Read>, read: Read): Posting {
  const found: Posting[] = [];
  lookUp(read, found);
  return unionOf(found);
}

describe("parts of texts", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀"), minLength: 1, maxLength: 7 });

  it("lead to every flow whose part is in the text, a short part to no other", () => {
    const parts = fc.array(piece, { minLength: 17, maxLength: 40 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "😀", "c"), maxLength: 30 });
    fc.assert(
      fc.property(parts, text, (all, where) => {
        const flows = flowsFound(partLookup(entries(all)), where);
        const found = entries(all).filter(({ flow }) => flows.includes(flow));
        const matching = entries(all).filter(({ asked }) => where.includes(asked));
        expect(found).toEqual(expect.arrayContaining(matching));
        // A part that is no longer than a gram is found exactly.
        expect(found.filter(({ asked }) => asked.length <= 4)).toEqual(
          matching.filter(({ asked }) => asked.length <= 4),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("are indexed by the characters that the fewest share", () => {
    const parts = Array.from({ length: 1000 }, (_, number) => `tea no. ${1000 + number} in a tin`);
    const lookUp = partLookup(entries(parts));
    expect(flowsFound(lookUp, "two boxes of tea no. 1234 in a tin")).toEqual([234]);
    expect(flowsFound(lookUp, "tea no. 1 in a tin")).toEqual([]);
    expect(flowsFound(lookUp, "")).toEqual([]);
  });

  it("are not looked up if they are few: each leads to its flow", () => {
    const few = Array.from({ length: 16 }, (_, number) => `part ${number}`);
    expect(flowsFound(partLookup(entries(few)), "nothing")).toHaveLength(16);
    expect(flowsFound(partLookup(entries([...few, "part 16"])), "nothing")).toEqual([]);
  });
});

describe("ranges", () => {
  const end = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-Infinity, Infinity, 0.5, -0));
  const ranges = fc.array(fc.tuple(end, end), { maxLength: 40 });

  it("lead to exactly the flows whose range the number is in, each distinct range once", () => {
    fc.assert(
      fc.property(ranges, end, (all, number) => {
        const asked = all.map(([one, other]) => ({ low: Math.min(one, other), high: Math.max(one, other) }));
        const matching = entries(asked).filter(({ asked: { low, high } }) => low <= number && number <= high);
        const found: Posting[] = [];
        rangeLookup(entries(asked))(number, found);
        expect(found.flat().sort((a, b) => a - b)).toEqual(matching.map(({ flow }) => flow));
        expect(found).toHaveLength(new Set(matching.map(({ asked: { low, high } }) => `${low} ${high}`)).size);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the next number", () => {
  it.each([
    [0, 5e-324],
    [-0, 5e-324],
    [-5e-324, 0],
    [1, 1 + Number.EPSILON],
    [-1, -1 + Number.EPSILON / 2],
    [1e300, 1.0000000000000002e300],
    [Number.MAX_VALUE, Infinity],
  ])("above %d is %d", (value, above) => {
    expect(nextAbove(value) + 0).toBe(above);
    expect(nextBelow(-value) + 0).toBe(-above + 0);
  });

  it("has no number in between", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(nextAbove(value)).toBeGreaterThan(value);
        expect([value, nextAbove(value)]).toContain(value / 2 + nextAbove(value) / 2);
        expect(nextBelow(nextAbove(value)) + 0).toBe(value + 0);
      }),
    );
  });
});

describe("the union of postings", () => {
  it("is ascending and has each flow once", () => {
    const shared = [1, 9];
    expect(unionOf([shared, [0, 9, 10], shared])).toEqual([0, 1, 9, 10]);
    expect(unionOf([])).toEqual([]);
  });

  it("has a posting once that a list of a million equal items adds a million times", () => {
    const posting = Array.from({ length: 100_000 }, (_, flow) => flow);
    expect(unionOf(Array.from({ length: 1_000_000 }, () => posting))).toHaveLength(100_000);
  });
});
