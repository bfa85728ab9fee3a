import { describe, expect, it } from "vitest";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { type RetryAsked, retryDelivery } from "#app/operator/retry-delivery.ts";
import { addAttempt, type DeliveryRecord } from "#core/delivery/record.ts";
import { nextRound } from "#core/messages/delivery-message.ts";
import {
  attemptOf,
  discardedAttempt,
  failedAttempt,
  NOON,
  parkedAttempt,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
  skippedAttempt,
  testedAttempt,
} from "#support/delivery-samples.ts";
import { sampleFlow } from "../../contracts/flow-publication.contract.ts";

const first = sampleMessage({ event: sampleEvent({ id: "evt_1" }), flow_id: "order", action_id: "send" });
const ID = "evt_1:order:send";
const failed = addAttempt(undefined, recordOf(first, failedAttempt(first)));
const retrying = addAttempt(undefined, recordOf(first, retriedAttempt(first)));
const delivered = addAttempt(undefined, recordOf(first, attemptOf(first)));
const skipped = addAttempt(undefined, recordOf(first, skippedAttempt(first)));
const parked = addAttempt(undefined, recordOf(first, parkedAttempt(first)));
const tested = addAttempt(undefined, recordOf(first, testedAttempt(first)));
const discarded = addAttempt(parked, recordOf(nextRound(first), discardedAttempt(nextRound(first))));

/** Asks for a retry of one record, and notes what is sent. */
async function asked(
  record: DeliveryRecord | undefined,
  {
    id = ID,
    flow = "order",
    broken = false,
    ...how
  }: RetryAsked & { id?: string; flow?: string; broken?: boolean } = {},
) {
  const sent: (Dispatch & { dueAt: number })[] = [];
  const never = () => Promise.reject(new Error("not asked for here"));
  const ports = {
    store: {
      claim: never,
      record: never,
      list: never,
      get: async (key: { event_id: string }) => (key.event_id === record?.event_id ? record : undefined),
    },
    delayedDispatches: {
      sendLater: async (dispatch: Dispatch, dueAt: number) => {
        if (broken) throw new Error("the queue is broken");
        sent.push({ ...dispatch, dueAt });
      },
    },
    catalogue: { current: async () => compileCatalogue("1", [sampleFlow(flow)]) },
    now: () => NOON + 60_000,
  };
  return { answer: await retryDelivery(ports, id, how), sent };
}

describe("asking for a delivery to be sent again", () => {
  it("begins its next round at once, from what its record holds", async () => {
    const { answer, sent } = await asked(failed);
    expect(answer).toEqual({ type: "accepted", id: ID, round: 2 });
    expect(sent).toEqual([{ message: nextRound(first), target: "https://api.example.com", dueAt: NOON + 60_000 }]);
  });

  it("begins the round after the last one, whichever that is", async () => {
    const again = nextRound(first);
    const record = addAttempt(failed, recordOf(again, failedAttempt(again)));
    expect((await asked(record)).answer).toMatchObject({ round: 3 });
  });

  it("begins it at the time that is asked for", async () => {
    expect((await asked(failed, { at: NOON + 90_000 })).sent).toMatchObject([{ dueAt: NOON + 90_000 }]);
  });

  it("is a replay where that is asked for, and always of what was delivered", async () => {
    const marked = async (record: DeliveryRecord, how: RetryAsked) =>
      (await asked(record, how)).sent.map(({ message }) => message.replay);
    expect(await marked(failed, {})).toEqual([undefined]);
    expect(await marked(failed, { replay: true })).toEqual([true]);
    expect(await marked(discarded, { forced: true })).toEqual([undefined]);
    expect(await marked(delivered, { forced: true })).toEqual([true]);
    expect(await marked(delivered, { replay: true })).toEqual([]);
  });

  it("does not wait for the next automatic attempt", async () => {
    const { answer, sent } = await asked(retrying);
    expect([answer.type, sent[0]?.message.round, sent[0]?.message.attempt]).toEqual(["accepted", 2, 1]);
    expect(sent[0]?.message).not.toHaveProperty("body");
  });

  it.each([
    ["delivered", delivered],
    ["skipped", skipped],
    ["discarded", discarded],
  ])("needs force for what was %s, and says so in its message", async (status, record) => {
    expect(await asked(record)).toEqual({ answer: { type: "needs-force", status }, sent: [] });
    const { answer, sent } = await asked(record, { forced: true });
    expect(answer).toEqual({ type: "accepted", id: ID, round: record.round + 1 });
    expect(sent[0]?.message).toMatchObject({ round: record.round + 1, attempt: 1, forced: true });
  });

  it("is told of a person's approval where there was one, so that it is not parked once more", async () => {
    const again = nextRound(first);
    const approved = addAttempt(parked, recordOf(again, failedAttempt(again)));
    expect((await asked(approved)).sent[0]?.message).toEqual({ ...nextRound(again), approved: true });
    expect((await asked(discarded, { forced: true })).sent[0]?.message).toMatchObject({ approved: true });
    for (const record of [failed, skipped]) {
      expect((await asked(record, { forced: true })).sent[0]?.message).not.toHaveProperty("approved");
    }
  });

  it.each([false, true])("is refused for what waits for a person's decision (forced: %j)", async (forced) => {
    expect(await asked(parked, { forced })).toEqual({ answer: { type: "parked" }, sent: [] });
  });

  it.each([false, true])("is refused for a test (forced: %j)", async (forced) => {
    expect(await asked(tested, { forced })).toEqual({ answer: { type: "tested" }, sent: [] });
  });

  it.each([false, true])("is refused while an attempt is being made (forced: %j)", async (forced) => {
    expect(await asked({ ...retrying, status: "sending" }, { forced })).toEqual({
      answer: { type: "sending" },
      sent: [],
    });
  });

  it.each(["", "evt_1", "evt_2:order:send", "evt_1:order:send:x"])("finds nothing under %j", async (id) => {
    expect(await asked(failed, { id })).toEqual({ answer: { type: "not-found" }, sent: [] });
  });

  it("is accepted for a flow that is gone: what becomes of it is told by its next attempt", async () => {
    const { answer, sent } = await asked(failed, { flow: "another" });
    expect([answer.type, sent[0]?.target]).toEqual(["accepted", "unknown"]);
  });

  it("is not accepted when nothing could be sent", async () => {
    await expect(asked(failed, { broken: true })).rejects.toThrow("the queue is broken");
  });
});
