import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ClaimRequest, type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import type { Attempt, DeliveryStatus } from "#core/delivery/record.ts";

const NOW = 1_000_000;
const asked = (changes: Partial<ClaimRequest> = {}): ClaimRequest => {
  return { round: 1, attempt: 2, owner: "me", now: NOW, leaseUntil: NOW + 30_000, forced: false, ...changes };
};
const sending = (changes: Partial<ClaimState> = {}): ClaimState => {
  return { round: 1, attempt: 2, status: "sending", owner: "other", leaseUntil: NOW + 1, ...changes };
};
const last: Attempt = { round: 1, attempt: 2, at: NOW - 5, duration_ms: 1, outcome: "retrying" };
const recorded = (status: DeliveryStatus, changes: Partial<ClaimState> = {}): ClaimState => {
  return { round: 1, attempt: 2, status, last, ...changes };
};

describe("a claim is", () => {
  it.each<[string, string, ClaimState | undefined, ClaimRequest]>([
    ["granted", "where nothing is known", undefined, asked()],
    ["held", "while another's lease lasts", sending(), asked()],
    ["held", "while another makes an earlier attempt", sending({ attempt: 1 }), asked()],
    ["granted", "when another's lease has ended", sending({ leaseUntil: NOW }), asked()],
    ["granted", "when that of an earlier attempt has ended", sending({ attempt: 1, leaseUntil: NOW }), asked()],
    ["granted", "to its own owner again", sending({ owner: "me" }), asked()],
    ["held", "where its own owner makes an earlier attempt", sending({ owner: "me", attempt: 1 }), asked()],
    ["superseded", "by a later attempt that is being made", sending({ attempt: 3 }), asked()],
    ["superseded", "by a later attempt even when its lease has ended", sending({ attempt: 3, leaseUntil: 0 }), asked()],
    ["superseded", "by a later round that is being made", sending({ round: 2, attempt: 1 }), asked()],
    ["recorded", "where this very attempt was made", recorded("retrying"), asked()],
    ["recorded", "where this very attempt delivered", recorded("delivered"), asked()],
    [
      "recorded",
      "where this very attempt was made, though it is forced",
      recorded("delivered"),
      asked({ forced: true }),
    ],
    ["granted", "after an earlier attempt that is tried again", recorded("retrying", { attempt: 1 }), asked()],
    ["granted", "for the next round of one that failed", recorded("failed"), asked({ round: 2, attempt: 1 })],
    [
      "superseded",
      "for the next round of one that was delivered",
      recorded("delivered"),
      asked({ round: 2, attempt: 1 }),
    ],
    ["granted", "for that too, when forced", recorded("delivered"), asked({ round: 2, attempt: 1, forced: true })],
    ["granted", "for the next round of one that is parked", recorded("parked"), asked({ round: 2, attempt: 1 })],
    ["granted", "for the next round of one that was discarded", recorded("discarded"), asked({ round: 2, attempt: 1 })],
    ["granted", "for the next round of one that was skipped", recorded("skipped"), asked({ round: 2, attempt: 1 })],
    ["recorded", "where this very attempt was parked", recorded("parked"), asked()],
    ["recorded", "if a discard was recorded instead", recorded("discarded"), asked()],
    ["recorded", "where its run passed it by", recorded("skipped"), asked()],
    ["superseded", "by a later attempt that was recorded", recorded("failed", { attempt: 3 }), asked()],
    ["superseded", "by a later round that was recorded", recorded("retrying", { round: 2, attempt: 1 }), asked()],
  ])("%s %s", (type, _, state, request) => {
    expect(judgeClaim(state, request).type).toBe(type);
  });

  it("answered with the recorded attempt", () => {
    expect(judgeClaim(recorded("retrying"), asked())).toEqual({ type: "recorded", attempt: last });
  });

  it("never granted to two owners while a lease lasts", () => {
    const step = fc.record({ round: fc.integer({ min: 1, max: 2 }), attempt: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(step, step, fc.boolean(), fc.nat(29_999), (first, second, forced, later) => {
        const { owner, leaseUntil } = asked({ owner: "first" });
        const state: ClaimState = { ...first, status: "sending", owner, leaseUntil };
        const request = asked({ ...second, owner: "second", forced, now: NOW + later });
        expect(judgeClaim(state, request).type).not.toBe("granted");
      }),
    );
  });
});
