import { expect, test } from "vitest";
import { oncePermitted } from "../../../lambdas/flow-deployment/once-permitted.ts";

const REQUEST = { RequestType: "Create", ResourceProperties: { ServiceToken: "arn" } } as const;

function named(name: string): Error {
  return Object.assign(new Error(`failed with ${name}`), { name });
}

/** Work that fails with these errors in turn and then succeeds. */
function attempts(...errors: readonly Error[]) {
  const pauses: number[] = [];
  let calls = 0;
  const work = oncePermitted(
    async () => {
      const error = errors[calls];
      calls += 1;
      if (error) throw error;
    },
    async (ms) => void pauses.push(ms),
  );
  return { work, pauses, calls: () => calls };
}

test("work that is allowed is done once", async () => {
  const { work, pauses, calls } = attempts();
  await work(REQUEST);
  expect([calls(), pauses]).toEqual([1, []]);
});

test("work that is denied until the role's permissions take effect is retried", async () => {
  const { work, pauses, calls } = attempts(named("AccessDeniedException"), named("AccessDenied"));
  await work(REQUEST);
  expect([calls(), pauses]).toEqual([3, [1_000, 2_000]]);
});

test("a missing permission fails after a minute", async () => {
  const { work, pauses } = attempts(...Array.from({ length: 20 }, () => named("AccessDeniedException")));
  await expect(work(REQUEST)).rejects.toThrow("AccessDeniedException");
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60_000);
});

test("any other failure is not retried", async () => {
  const { work, calls } = attempts(named("ValidationException"));
  await expect(work(REQUEST)).rejects.toThrow("ValidationException");
  expect(calls()).toBe(1);
});
