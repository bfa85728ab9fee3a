import { describe, expect, it } from "vitest";
import { buildMatchIndex, type MatchEvent } from "#core/matching/match-index.ts";
import { bystander, flowOf, NOW, on, type TestFlow } from "./flows.ts";

function idsOf(flows: readonly TestFlow[], event: Partial<MatchEvent>): string[] {
  const found = buildMatchIndex([...flows, bystander]).match({ metric: "Placed Order", properties: {}, ...event }, NOW);
  return found.map((flow) => flow.id);
}

describe("the match index", () => {
  it("finds the flows of the event's metric and no others", () => {
    const flows = [flowOf("a"), { ...flowOf("b"), metric: "Started Checkout" }, { ...flowOf("c"), metric: "toString" }];
    expect(idsOf(flows, {})).toEqual(["a"]);
    expect(idsOf(flows, { metric: "Started Checkout" })).toEqual(["b"]);
    expect(idsOf(flows, { metric: "placed order" })).toEqual([]);
    expect(idsOf(flows, { metric: "constructor" })).toEqual([]);
    expect(idsOf([], {})).toEqual([]);
  });

  it("keeps the order in which flows were added, indexed or not", () => {
    const red = on("color", { type: "string", operator: "equals", value: "red" });
    const set = on("color", { type: "existence", operator: "is-set" });
    const blue = on("color", { type: "string", operator: "equals", value: "blue" });
    const flows = [
      flowOf("a", [red]),
      flowOf("b"),
      flowOf("c", [blue]),
      flowOf("d", [set]),
      flowOf("e", [red]),
      flowOf("f", [set]),
      flowOf("g", [red]),
    ];
    expect(idsOf(flows, { properties: { color: "red" } })).toEqual(["a", "b", "d", "e", "f", "g"]);
    expect(idsOf(flows, { properties: { color: "blue" } })).toEqual(["b", "c", "d", "f"]);
    expect(idsOf(flows, { properties: {} })).toEqual(["b"]);
  });

  it("keeps that order beyond nine flows", () => {
    const one = on("n", { type: "list", operator: "contains-any", value: ["x", "y"] });
    const flows = Array.from({ length: 25 }, (_, index) => flowOf(String(index), [one]));
    expect(idsOf(flows, { properties: { n: ["y", "x"] } })).toEqual(flows.map((flow) => flow.id));
  });

  it("finds a flow once, for any number of its keys in the event", () => {
    const flow = flowOf("a", [
      on("color", { type: "string", operator: "in", value: ["red", "red", "blue"] }),
      on("tags", { type: "list", operator: "contains-any", value: ["x", "y"] }),
    ]);
    expect(idsOf([flow], { properties: { color: "red", tags: ["x", "y", "x"] } })).toEqual(["a"]);
  });

  it("also tests the groups that are not indexed", () => {
    const flow = flowOf(
      "a",
      [on("sku", { type: "string", operator: "equals", value: "A-1" })],
      [on("$value", { type: "numeric", operator: "greater-than", value: 10 })],
    );
    expect(idsOf([flow], { properties: { sku: "A-1" }, value: 11 })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { sku: "A-1" }, value: 10 })).toEqual([]);
    expect(idsOf([flow], { properties: { sku: "A-2" }, value: 11 })).toEqual([]);
  });
});

describe("the index reads a field where the conditions read it", () => {
  const equals = { type: "string", operator: "equals", value: "x" };

  it("at the end of a path, unless a property has the whole name", () => {
    const flow = flowOf("a", [on("address.city", equals)]);
    expect(idsOf([flow], { properties: { address: { city: "x" } } })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { "address.city": "x" } })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { "address.city": "x", address: { city: "x" } } })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { "address.city": "y", address: { city: "x" } } })).toEqual([]);
    expect(idsOf([flow], { properties: { address: [{ city: "x" }] } })).toEqual([]);
    expect(idsOf([flow], { properties: { address: "x", city: "x" } })).toEqual([]);
  });

  it("both at an object and inside it", () => {
    const flows = [flowOf("a", [on("address", equals)]), flowOf("b", [on("address.city", equals)])];
    expect(idsOf(flows, { properties: { address: "x" } })).toEqual(["a"]);
    expect(idsOf(flows, { properties: { address: { city: "x" } } })).toEqual(["b"]);
  });

  it("in $value, unless a property has this name", () => {
    const flow = flowOf("a", [on("$value", { type: "numeric", operator: "equals", value: 5 })]);
    expect(idsOf([flow], { value: 5 })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { $value: "5" } })).toEqual(["a"]);
    expect(idsOf([flow], { properties: { $value: 6 }, value: 5 })).toEqual([]);
    expect(idsOf([flow], { properties: { $value: null }, value: 5 })).toEqual([]);
    expect(idsOf([flow], {})).toEqual([]);
  });

  it("among names that every JavaScript object has", () => {
    const flows = ["__proto__", "constructor", "toString", "__proto__.x"].map((field) =>
      flowOf(field, [on(field, equals)]),
    );
    expect(idsOf(flows, {})).toEqual([]);
    expect(idsOf(flows, { properties: JSON.parse('{"__proto__": "x", "toString": "x"}') })).toEqual([
      "__proto__",
      "toString",
    ]);
    expect(idsOf(flows, { properties: JSON.parse('{"__proto__": {"x": "x"}}') })).toEqual(["__proto__.x"]);
  });
});
