import { describe, expect, it } from "vitest";
import { withoutSending } from "#app/delivery/without-sending.ts";
import { NOON } from "#support/delivery-samples.ts";

describe("an attempt that is recorded without a request", () => {
  it("has the requested round and attempt, and no duration", () => {
    const why = { outcome: "skipped", reason: "flow-not-live" } as const;
    expect(withoutSending({ round: 3, attempt: 2 }, NOON, why)).toEqual({
      attempt: {
        round: 3,
        attempt: 2,
        at: NOON,
        duration_ms: 0,
        outcome: "skipped",
        reason: "flow-not-live",
        detail: "The flow of this delivery is not live.",
      },
    });
  });

  it("has the detail of the delivery, if there is any", () => {
    const why = { outcome: "failed", reason: "delivery-ends-process", detail: "It ended ten of them." } as const;
    expect(withoutSending({ round: 1, attempt: 1 }, NOON, why).attempt).toMatchObject({
      outcome: "failed",
      detail: "It ended ten of them.",
    });
  });
});
