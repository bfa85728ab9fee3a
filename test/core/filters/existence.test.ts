import { describe, expect, it } from "vitest";
import type { Value } from "#core/filters/readings.ts";
import { run } from "./filter-table.ts";

const set: Value[] = ["", "a", 0, false, [], [null], {}];

describe("an existence filter", () => {
  it.each(set.map((value) => [JSON.stringify(value), value] as const))("takes %s as set", (_shown, value) => {
    expect(run({ type: "existence", operator: "is-set" }, value)).toBe(true);
    expect(run({ type: "existence", operator: "not-set" }, value)).toBe(false);
  });

  it.each([
    ["a missing property", undefined],
    ["null", null],
  ])("takes %s as not set", (_shown, value) => {
    expect(run({ type: "existence", operator: "is-set" }, value)).toBe(false);
    expect(run({ type: "existence", operator: "not-set" }, value)).toBe(true);
  });
});
