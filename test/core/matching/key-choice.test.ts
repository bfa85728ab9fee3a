import { describe, expect, it } from "vitest";
import type { EqualityKey } from "#core/matching/equality-keys.ts";
import { countKeys, mostSelective } from "#core/matching/key-choice.ts";

const text = (field: string, value: string): EqualityKey => ({ field, reading: "text", value });
const truth = (field: string): EqualityKey => ({ field, reading: "boolean", value: true });

const country = [text("Country", "DE")];
const product = [text("SKU", "A-1")];

describe("a flow is indexed under", () => {
  it("the group whose keys the fewest flows ask for", () => {
    const counts = countKeys([[country, product], [country], [country]]);
    expect(mostSelective([country, product], counts)).toBe(product);
    expect(mostSelective([product, country], counts)).toBe(product);
  });

  it("a group of many rare keys rather than one that a common key is in", () => {
    const rare = [text("SKU", "A-1"), text("SKU", "A-2"), text("SKU", "A-3")];
    const mixed = [text("SKU", "A-1"), text("Country", "DE")];
    const counts = countKeys([[rare, mixed], [country], [country]]);
    expect(mostSelective([mixed, rare], counts)).toBe(rare);
  });

  it("the smaller of two groups that are as rare", () => {
    const two = [text("SKU", "A-1"), text("SKU", "A-2")];
    expect(mostSelective([two, product], countKeys([[two, product]]))).toBe(product);
  });

  it("a boolean only when there is nothing else", () => {
    const gift = [truth("Gift")];
    const counts = countKeys([[gift, country], [country], [country]]);
    expect(mostSelective([gift, country], counts)).toBe(country);
    expect(mostSelective([gift], counts)).toBe(gift);
  });

  it("nothing, when it has no group of equalities", () => {
    expect(mostSelective([], countKeys([]))).toBeUndefined();
  });
});

it("a key counts once for a flow that asks for it twice, and apart from the same value in another field or reading", () => {
  const counts = countKeys([
    [[text("a", "1"), text("a", "1")], [text("a", "1")]],
    [[text("b", "1")], [{ field: "a", reading: "item", value: "1" }]],
  ]);
  expect([...counts.values()]).toEqual([1, 1, 1]);
});
