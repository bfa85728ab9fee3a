import { describe, expect, it } from "vitest";
import type { Choice } from "#core/matching/group-keys.ts";
import type { IndexKey, ValueKey } from "#core/matching/index-key.ts";
import { commonness, rarest } from "#core/matching/key-choice.ts";

const key = (field: string, asked: ValueKey): IndexKey => ({ field, ...asked });
const text = (field: string, asked: string) => key(field, { kind: "text", asked });
const range = (low: number, high: number) => key("$value", { kind: "range", asked: { low, high } });

const country = [text("Country", "DE")];
const product = [text("SKU", "A-1")];

function choose(choices: readonly Choice[], others: readonly (readonly Choice[])[] = []) {
  return rarest(choices, commonness([choices, ...others]));
}

describe("a flow is indexed under", () => {
  it("the group with the keys that the fewest flows have", () => {
    const others = [[country], [country]];
    expect(choose([country, product], others)).toBe(product);
    expect(choose([product, country], others)).toBe(product);
  });

  it("a group of many rare keys rather than a group with a common key", () => {
    const rare = [text("SKU", "A-1"), text("SKU", "A-2"), text("SKU", "A-3")];
    const mixed = [text("SKU", "A-1"), text("Country", "DE")];
    expect(choose([mixed, rare], [[country], [country]])).toBe(rare);
  });

  it("such a group however many keys it has", () => {
    const products = Array.from({ length: 50 }, (_, number) => text("SKU", `B-${number}`));
    expect(choose([country, products], [[country], [country]])).toBe(products);
  });

  it("the smaller of two groups that are as rare", () => {
    const two = [text("SKU", "A-1"), text("SKU", "A-2")];
    expect(choose([two, product])).toBe(product);
    expect(choose([product, two])).toBe(product);
  });

  it("the first of two equal groups", () => {
    const other = [text("SKU", "A-2")];
    expect(choose([other, product])).toBe(other);
    expect(choose([product, other])).toBe(product);
  });

  it("nothing, when no group needs a value", () => {
    expect(choose([])).toBeUndefined();
  });
});

// Each as rare as its kind can be: the key of one flow.
const fromRarest: readonly (readonly [string, IndexKey])[] = [
  ["a value", text("SKU", "A-1")],
  ["an affix", key("SKU", { kind: "prefix", asked: "A-" })],
  ["a part of a text", key("SKU", { kind: "part", asked: "A-" })],
  ["a range with two ends", range(1, 2)],
  ["a range with one end", range(1, Infinity)],
  ["a boolean", key("Gift", { kind: "boolean", asked: true })],
  ["any value", key("Note", { kind: "present", asked: true })],
];

describe("keys that only one flow has are preferred in this order", () => {
  it.each(fromRarest.slice(1).map(([name, common], at) => [fromRarest[at]?.[0], name, fromRarest[at]?.[1], common]))(
    "%s to %s",
    (_rarer, _name, rare, common) => {
      const choices = [common, rare].flatMap((one) => (typeof one === "object" ? [[one]] : []));
      expect(choose(choices)).toBe(choices[1]);
      expect(choose(choices.toReversed())).toBe(choices[1]);
    },
  );

  it("a value, a number, an item alike; a prefix and a suffix; a part of a text and of an item", () => {
    const guess = commonness([[]]);
    const of = (asked: ValueKey) => guess(key("a", asked));
    expect(of({ kind: "number", asked: 1 })).toBe(of({ kind: "text", asked: "x" }));
    expect(of({ kind: "item", asked: "x" })).toBe(of({ kind: "text", asked: "x" }));
    expect(of({ kind: "suffix", asked: "x" })).toBe(of({ kind: "prefix", asked: "x" }));
    expect(of({ kind: "item-part", asked: "x" })).toBe(of({ kind: "part", asked: "x" }));
    expect(guess(range(-Infinity, 2))).toBe(guess(range(1, Infinity)));
  });
});

describe("a value that very many flows require", () => {
  const many = Array.from({ length: 100 }, () => [country]);

  it.each(fromRarest.slice(1, 5))("is worse than %s", (_name, other) => {
    expect(choose([country, [other]], many)).toEqual([other]);
  });

  it.each(fromRarest.slice(5))("is better than %s", (_name, other) => {
    expect(choose([country, [other]], many)).toBe(country);
    expect(choose([[other], country], many)).toBe(country);
  });
});

it("a field that few flows read is preferred to one that many read, if only presence counts", () => {
  const note = [key("Note", { kind: "present", asked: true })];
  const shop = [key("Shop", { kind: "present", asked: true })];
  expect(choose([shop, note], [[shop], [shop]])).toBe(note);
});

describe("how common a key is", () => {
  const one = text("a", "1");

  it("counts a flow once that has the key twice", () => {
    expect(commonness([[[one, one], [one]]])(one)).toBe(commonness([[[one]]])(one));
    expect(commonness([[[one]], [[one]]])(one)).toBeGreaterThan(commonness([[[one]], []])(one));
  });

  it.each([
    ["field", text("b", "1")],
    ["value", text("a", "2")],
    ["kind", key("a", { kind: "item", asked: "1" })],
  ])("does not count the flows with another %s", (_what, other) => {
    expect(commonness([[[one]], [[other]]])(one)).toBe(commonness([[[one]], []])(one));
  });
});
