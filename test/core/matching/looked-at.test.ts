// The purpose of the index: a flow is verified only for events with values that may match it. The tables of the filters have the
// values that match; the rows here are values for which a flow is not verified.

import { describe, expect, it } from "vitest";
import type { JsonValue } from "#core/json.ts";
import { buildMatchIndex } from "#core/matching/match-index.ts";
import { parseJson } from "#core/parse-json.ts";
import { conditionsOf, flowOf, lookedAt, on } from "./flows.ts";

const long = "p".repeat(64);
const infinite = parseJson("1e400");
const minusInfinite = parseJson("-1e400");
const longId = parseJson("9007199254740993");

type Row = readonly [filter: object, lookedAt: readonly JsonValue[], passedBy: readonly JsonValue[]];

const string = (operator: string, value: unknown) => ({ type: "string", operator, value });
const numeric = (operator: string, value: number) => ({ type: "numeric", operator, value });
const between = (start: number, end: number) => ({ type: "numeric", operator: "between", start, end });
const list = (operator: string, value: unknown) => ({ type: "list", operator, value });

const rows: readonly Row[] = [
  [string("equals", "5"), ["5", 5], ["5.0", [5], ["5"], true, null, { 5: 5 }]],
  [string("in", ["5", "6"]), ["5", 6], [7, ["5"], "", null]],
  [string("starts-with", "ab"), ["ab", "abc"], ["a", "", "b", "cab", ["ab"], null]],
  [string("starts-with", "tru"), [true, "trust"], [false, 1]],
  [string("starts-with", `${long}x`), [`${long}x`, `${long}y`], [`x${long}`, long.slice(1)]],
  [string("ends-with", "ab"), ["ab", "cab"], ["b", "", "abc", ["ab"], null]],
  [string("ends-with", "5"), [15, "1.5"], [51, "5.0"]],
  [string("ends-with", `x${long}`), [`x${long}`, `y${long}`], [`${long}x`, long.slice(1)]],
  [string("contains", "ab"), ["cabc", ["ab"]], [["cabc"], [["ab"]], [], null, { ab: "ab" }]],
  [numeric("equals", 5), [5, "5", "5.0", "5e0"], ["05", 6, [5], true, null]],
  [string("equals", "9007199254740993"), [longId, "9007199254740993"], [2 ** 53, "9007199254740992"]],
  [numeric("equals", 2 ** 53), [2 ** 53, longId], [2 ** 53 - 1, 2 ** 53 + 2]],
  [numeric("equals", 0), [0, -0, "-0"], ["", false, null]],
  [numeric("greater-than", 5), [5.000000000000001, 6, "6", infinite], [5, "5", 4, -6, "x", true, [6], null]],
  [numeric("greater-than-or-equal", 5), [5, "5", 6, infinite], [4.999999999999999, "x", [6], null]],
  [numeric("less-than", 5), [4.999999999999999, "-6", minusInfinite], [5, "5", 6, "x", [4], null]],
  [numeric("less-than-or-equal", 5), [5, "5", -6, minusInfinite], [5.000000000000001, "x", [4], null]],
  [numeric("less-than", 0), [-5e-324], [0, -0, 5e-324]],
  [between(-1, 1), [-1, 0, 1, "1"], [-1.0000000000000002, 1.0000000000000002, infinite, "x", [0], null]],
  [{ type: "boolean", operator: "equals", value: true }, [true, 1, "1", "Yes", "T"], [false, 2, "on", [true], null]],
  [list("contains", 5), [[5], ["5"], [1, 5]], [5, "5", ["5.0"], [[5]], [null], [], null]],
  [list("contains-any", ["a", "5"]), [["a"], ["c", 5]], ["a", [], ["b"], null]],
  [list("contains-all", ["a", "5"]), [["a"], [5, "a"]], ["a", ["b"], [], null]],
  [list("contains-substring", "ab"), [["cabc"], ["x"]], [[], [[]], "ab", null]],
];

describe("a flow is verified only if its filter may match", () => {
  it.each(rows)("%j", (filter, looked, passed) => {
    const flow = flowOf("a", [on("field", filter)]);
    for (const field of looked) {
      expect(lookedAt([flow], { properties: { field } }), JSON.stringify(field)).toEqual(["a"]);
    }
    for (const field of passed) {
      expect(lookedAt([flow], { properties: { field } }), JSON.stringify(field)).toEqual([]);
    }
    expect(lookedAt([flow], {})).toEqual([]);
    expect(lookedAt([flow], { properties: { another: looked[0] ?? null } })).toEqual([]);
  });
});

describe("a flow is verified for any value of its field, by", () => {
  it.each([
    [string("not-equals", "5")],
    [string("not-in", ["5"])],
    [string("not-contains", "5")],
    [string("not-starts-with", "5")],
    [string("not-ends-with", "5")],
    [string("regex", "5")],
    [string("nregex", "5")],
    [numeric("not-equals", 5)],
    [{ type: "date", operator: "after", date: "2026-06-10" }],
    [{ type: "date", operator: "in-the-last", unit: "day", quantity: 1 }],
    [{ type: "date", operator: "anniversary" }],
    [list("not-contains", 5)],
    [list("not-contains-any", ["5"])],
    [list("not-contains-all", ["5"])],
    [list("not-contains-substring", "5")],
    [list("length-equals", 0)],
    [list("length-less-than", 5)],
    [{ type: "existence", operator: "is-set" }],
  ])("%j", (filter) => {
    const flow = flowOf("a", [on("field", filter)]);
    for (const field of ["", "5", 0, false, [], {}]) {
      expect(lookedAt([flow], { properties: { field } }), JSON.stringify(field)).toEqual(["a"]);
    }
    expect(lookedAt([flow], { properties: { field: null, another: "5" } })).toEqual([]);
  });
});

it("a flow on $value is verified only for events with a value", () => {
  const flow = flowOf("a", [on("$value", { type: "existence", operator: "is-set" })]);
  expect(lookedAt([flow], { value: 0 })).toEqual(["a"]);
  expect(lookedAt([flow], {})).toEqual([]);
});

it("of the items that a list must all have, the flow is indexed under the one that the fewest flows require", () => {
  const flows = ["A-1", "A-2", "A-3"].map((sku) => flowOf(sku, [on("tags", list("contains-all", ["sale", sku]))]));
  expect(lookedAt(flows, { properties: { tags: ["sale"] } })).toEqual([]);
  expect(lookedAt(flows, { properties: { tags: ["A-2"] } })).toEqual(["A-2"]);
});

describe("a flow is verified for every event of its metric", () => {
  const notSet = on("field", { type: "existence", operator: "not-set" });
  const red = on("color", string("equals", "red"));

  it("without conditions, and if each of its groups can match a missing value", () => {
    const flows = [flowOf("a"), flowOf("b", [notSet]), flowOf("c", [red, notSet]), flowOf("d", [notSet, red])];
    expect(lookedAt(flows, {})).toEqual(["a", "b", "c", "d"]);
    expect(lookedAt(flows, { properties: { field: "x" } })).toEqual(["a", "b", "c", "d"]);
  });

  it("but not when another group needs a value", () => {
    const flow = flowOf("a", [notSet], [red]);
    expect(lookedAt([flow], {})).toEqual([]);
    expect(lookedAt([flow], { properties: { color: "red", field: "x" } })).toEqual(["a"]);
  });

  it("when it is the metric's only one", () => {
    const { groups } = conditionsOf([red]);
    const event = { metric: "Placed Order", properties: { color: "blue" } };
    let looked = 0;
    const only = { metric: "Placed Order", conditions: { groups, matches: () => ++looked > 0 } };
    expect(buildMatchIndex([only]).match(event, 0)).toEqual([only]);
    expect(looked).toBe(1);
  });
});

describe("of a group of several conditions, each leads to the flow", () => {
  it("of any kind", () => {
    const flow = flowOf("a", [
      on("sku", string("equals", "A-1")),
      on("sku", string("starts-with", "B-")),
      on("tags", list("contains-all", ["x", "y"])),
      on("$value", numeric("greater-than", 10)),
      on("note", string("regex", "gift")),
    ]);
    expect(lookedAt([flow], { properties: { sku: "A-1" } })).toEqual(["a"]);
    expect(lookedAt([flow], { properties: { sku: "B-7" } })).toEqual(["a"]);
    expect(lookedAt([flow], { properties: { tags: ["x", "y"] } })).toEqual(["a"]);
    expect(lookedAt([flow], { value: 11 })).toEqual(["a"]);
    expect(lookedAt([flow], { properties: { note: "" } })).toEqual(["a"]);
    expect(lookedAt([flow], { properties: { sku: "A-2", tags: ["z"], note: null }, value: 10 })).toEqual([]);
  });
});
