// Any state against any request: what a claim may never come to. The table of each case is in claim.test.ts.

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

/** Checks something of what every request comes to in every state. */
function always(holds: (claim: Claim, state: ClaimState, request: ClaimRequest) => unknown): void {
  fc.assert(
    fc.property(states, requests, (state, request) => {
      expect(holds(judgeClaim(state, request), state, request)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
}

const order = (a: Step, b: Step) => a.round - b.round || a.attempt - b.attempt;

describe("whatever is known and whoever asks", () => {
  it("steps are granted forwards only", () => {
    always(({ type }, state, request) => type !== "granted" || order(state, request) <= 0);
  });

  it("an earlier step than the one known is superseded, and nothing else of it is said", () => {
    always(({ type }, state, request) => order(state, request) <= 0 || type === "superseded");
  });

  it("a lease that lasts is broken by no one but a repeat of its own owner's claim", () => {
    always(({ type }, state, request) => {
      const lasts = state.status === "sending" && (state.leaseUntil ?? 0) > request.now;
      const repeat = state.owner === request.owner && order(state, request) === 0;
      return type !== "granted" || !lasts || repeat;
    });
  });

  it("a lease that has ended holds no one up", () => {
    always(({ type }, state, request) => {
      const ended = state.status === "sending" && (state.leaseUntil ?? 0) <= request.now;
      return !ended || order(state, request) > 0 || type === "granted";
    });
  });

  it("a recorded step is never made again", () => {
    always((claim, state, request) => {
      if (state.status === "sending" || order(state, request) !== 0) return claim.type !== "recorded";
      return claim.type === "recorded" && claim.attempt === state.last;
    });
  });

  it("what was delivered is sent again only when forced", () => {
    always(({ type }, state, request) => state.status !== "delivered" || request.forced || type !== "granted");
  });

  it("force changes nothing but that", () => {
    always((claim, state, request) => {
      const unforced = judgeClaim(state, { ...request, forced: false });
      return claim.type === unforced.type || (state.status === "delivered" && claim.type === "granted");
    });
  });

  it("only an attempt that is being made is held", () => {
    always(({ type }, state) => type !== "held" || state.status === "sending");
  });

  it("nothing known is granted", () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(judgeClaim(undefined, request)).toEqual({ type: "granted" });
      }),
    );
  });
});
