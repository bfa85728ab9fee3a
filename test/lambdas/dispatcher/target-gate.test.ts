import { expect, test, vi } from "vitest";

const environment = {
  TARGETS_TABLE: "targets",
  HOST_LIMITS: '{"api.crm.example":{"concurrency":2}}',
  AWS_REGION: "eu-west-1",
};
for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
const { hostLimits } = await import("../../../lambdas/dispatcher/target-gate.ts");

test("the limits of hosts are those of the stack's settings", () => {
  expect(hostLimits(environment.HOST_LIMITS)).toEqual({ "api.crm.example": { concurrency: 2 } });
  expect(hostLimits("{}")).toEqual({});
});

test("what is no limit keeps the function from starting", () => {
  expect(() => hostLimits('{"api.crm.example":{"concurrency":0}}')).toThrow("concurrency");
});
