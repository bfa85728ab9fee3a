import { expect, test } from "vitest";
import { hostLimits } from "../../lambdas/host-limits.ts";

test("the limits of hosts are those of the stack's settings", () => {
  const limits = { "api.crm.example": { concurrency: 2 } };
  expect([hostLimits(JSON.stringify(limits)), hostLimits("{}")]).toEqual([limits, {}]);
});

test("what is no limit keeps the function from starting", () => {
  expect(() => hostLimits('{"api.crm.example":{"concurrency":0}}')).toThrow("concurrency");
});
