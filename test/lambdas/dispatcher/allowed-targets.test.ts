import { expect, test } from "vitest";
import { contains, parseAddress } from "#core/target/cidr.ts";
import { allowedTargets } from "../../../lambdas/dispatcher/allowed-targets.ts";

test("no range is allowed where the settings name none", () => {
  expect(allowedTargets("")).toEqual([]);
});

test("each range that the settings name is allowed", () => {
  const ranges = allowedTargets("10.0.0.0/8,fd00::/8");
  const inside = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && ranges.some((range) => contains(range, address));
  };
  expect(["10.1.2.3", "fd00::1", "11.0.0.1", "fe80::1"].map(inside)).toEqual([true, true, false, false]);
});

test("what is no range keeps the function from starting", () => {
  expect(() => allowedTargets("10.0.0.0/8,everything")).toThrow("everything");
});
