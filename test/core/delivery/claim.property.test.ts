// Any state and any request: results that a claim can never have. claim.test.ts has the table of all cases.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claim, type ClaimRequest, type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type Attempt, DELIVERY_STATUSES } from "#core/delivery/record.ts";

interface Step {
  readonly round: number;
  readonly attempt: number;
}

const steps = fc.record({ round: fc.integer({ min: 1, max: 3 }), attempt: fc.integer({ min: 1, max: 3 }) });
const times = fc.integer({ min: 0, max: 20 });
const owners = fc.constantFrom("a", "b");
const outcomes = fc.constantFrom(...DELIVERY_STATUSES.filter((status) => status !== "sending"));

const lastOf = (step: Step, outcome: Attempt["outcome"]): Attempt => ({ ...step, at: 0, duration_ms: 1, outcome });
const sending = fc
  .tuple(steps, owners, times, fc.option(outcomes))
  .map(([step, owner, leaseUntil, last]): ClaimState => {
    return { ...step, status: "sending", owner, leaseUntil, ...(last ? { last: lastOf(step, last) } : {}) };
  });
const recorded = fc.tuple(steps, outcomes).map(([step, status]): ClaimState => {
  return { ...step, status, last: lastOf(step, status) };
});
const states = fc.oneof(sending, recorded);
const requests = fc
  .record({ step: steps, owner: owners, now: times, forced: fc.boolean() })
  .map(({ step, ...rest }): ClaimRequest => ({ ...step, ...rest, leaseUntil: rest.now + 10 }));

/** Checks the result of every request in every state. */
function always(holds: (claim: Claim, state: ClaimState, request: ClaimRequest) => unknown): void {
  fc.assert(
    fc.property(states, requests, (state, request) => {
      expect(holds(judgeClaim(state, request), state, request)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
}

const order = (a: Step, b: Step) => a.round - b.round || a.attempt - b.attempt;

describe("in any state, for any request,", () => {
  it("only later steps are granted", () => {
    always(({ type }, state, request) => type !== "granted" || order(state, request) <= 0);
  });

  it("a step that is earlier than the stored one is superseded, without further information", () => {
    always(({ type }, state, request) => order(state, request) <= 0 || type === "superseded");
  });

  it("a valid lease is only granted again to its owner", () => {
    always(({ type }, state, request) => {
      const lasts = state.status === "sending" && (state.leaseUntil ?? 0) > request.now;
      const repeat = state.owner === request.owner && order(state, request) === 0;
      return type !== "granted" || !lasts || repeat;
    });
  });

  it("an expired lease blocks no claim", () => {
    always(({ type }, state, request) => {
      const ended = state.status === "sending" && (state.leaseUntil ?? 0) <= request.now;
      return !ended || order(state, request) > 0 || type === "granted";
    });
  });

  it("a recorded step is never granted", () => {
    always((claim, state, request) => {
      if (state.status === "sending" || order(state, request) !== 0) return claim.type !== "recorded";
      return claim.type === "recorded" && claim.attempt === state.last;
    });
  });

  it("a delivered delivery is only sent again if forced", () => {
    always(({ type }, state, request) => state.status !== "delivered" || request.forced || type !== "granted");
  });

  it("force changes no other result", () => {
    always((claim, state, request) => {
      const unforced = judgeClaim(state, { ...request, forced: false });
      return claim.type === unforced.type || (state.status === "delivered" && claim.type === "granted");
    });
  });

  it("only an attempt in flight is held", () => {
    always(({ type }, state) => type !== "held" || state.status === "sending");
  });

  it("a claim on an unknown delivery is granted", () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(judgeClaim(undefined, request)).toEqual({ type: "granted" });
      }),
    );
  });
});
