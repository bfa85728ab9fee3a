import { describe, expect, it } from "vitest";
import { CLAIM_LEASE_MS, claimedAttempt } from "#app/delivery/claimed-attempt.ts";
import { withoutSending } from "#app/delivery/without-sending.ts";
import { nextRound } from "#core/messages/delivery-message.ts";
import { deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { claimOf, failedAttempt, keyOf, NOON, REQUEST } from "#support/delivery-samples.ts";

const message = orderMessage();
const { attempt } = withoutSending(message, NOON, { outcome: "skipped", reason: "flow-not-live" });
const never = () => Promise.reject(new Error("the attempt must not be made"));

describe("an attempt", () => {
  it("is claimed, made and recorded, with its request", async () => {
    const { ports, effects, store } = deliveryPorts();
    const claimed = await claimedAttempt(ports, message, async () => {
      expect(effects).toEqual(["claim"]);
      return { attempt, request: REQUEST };
    });
    expect(claimed).toEqual({ type: "recorded", attempt, record: store.records[0] });
    expect(store.records).toMatchObject([{ status: "skipped", request: REQUEST }]);
  });

  it("that another worker recorded is not made again, and its outcome is returned", async () => {
    const { ports, store } = deliveryPorts();
    const failed = failedAttempt(message);
    await store.claim(keyOf(message), claimOf(message));
    await store.record({ message, attempt: failed, owner: "worker-a" });
    const claimed = await claimedAttempt(ports, message, never);
    expect(claimed).toEqual({ type: "recorded", attempt: failed, record: store.records[0] });
  });

  it("that another worker is making is held until that worker's lease expires, and then made", async () => {
    const { ports, world, store } = deliveryPorts();
    await store.claim(keyOf(message), claimOf(message, { leaseUntil: NOON + CLAIM_LEASE_MS }));
    world.now = NOON + CLAIM_LEASE_MS - 1;
    expect(await claimedAttempt(ports, message, never)).toEqual({ type: "held" });
    world.now = NOON + CLAIM_LEASE_MS;
    expect(await claimedAttempt(ports, message, async () => ({ attempt }))).toMatchObject({
      type: "recorded",
      attempt,
    });
  });

  it("that is older than the recorded one is superseded", async () => {
    const { ports, store } = deliveryPorts();
    const later = nextRound(message);
    await store.claim(keyOf(later), claimOf(later));
    await store.record({ message: later, attempt: failedAttempt(later), owner: "worker-a" });
    expect(await claimedAttempt(ports, message, never)).toEqual({ type: "superseded" });
  });

  it("is claimed under a new owner each time it is requested", async () => {
    const { ports } = deliveryPorts();
    await expect(claimedAttempt(ports, message, () => Promise.reject(new Error("ended here")))).rejects.toThrow(
      "ended",
    );
    expect(await claimedAttempt(ports, message, never)).toEqual({ type: "held" });
  });

  it("is not returned as recorded if its record is refused", async () => {
    const { ports } = deliveryPorts({ broken: ["record"] });
    await expect(claimedAttempt(ports, message, async () => ({ attempt }))).rejects.toThrow("record is broken");
  });
});
