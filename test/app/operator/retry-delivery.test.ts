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
import { sampleFlow } from "#support/flow-files.ts";

const first = sampleMessage({ event: sampleEvent({ id: "evt_1" }), flow_id: "order", action_id: "send" });
const ID = "evt_1:order:send";
const failed = addAttempt(undefined, recordOf(first, failedAttempt(first)));
const retrying = addAttempt(undefined, recordOf(first, retriedAttempt(first)));
const delivered = addAttempt(undefined, recordOf(first, attemptOf(first)));
const skipped = addAttempt(undefined, recordOf(first, skippedAttempt(first)));
const parked = addAttempt(undefined, recordOf(first, parkedAttempt(first)));
const tested = addAttempt(undefined, recordOf(first, testedAttempt(first)));
const discarded = addAttempt(parked, recordOf(nextRound(first), discardedAttempt(nextRound(first))));

/** Requests a retry of one record, and returns the messages that are sent. */
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
  const never = () => Promise.reject(new Error("this port must not be called"));
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

describe("the retry of a delivery", () => {
  it("begins its next round at once, with the data of its record", async () => {
    const { answer, sent } = await asked(failed);
    expect(answer).toEqual({ type: "accepted", id: ID, round: 2 });
    expect(sent).toEqual([{ message: nextRound(first), target: "https://api.example.com", dueAt: NOON + 60_000 }]);
  });

  it("begins the round after the last one, whichever that is", async () => {
    const again = nextRound(first);
    const record = addAttempt(failed, recordOf(again, failedAttempt(again)));
    expect((await asked(record)).answer).toMatchObject({ round: 3 });
  });

  it("begins it at the requested time", async () => {
    expect((await asked(failed, { at: NOON + 90_000 })).sent).toMatchObject([{ dueAt: NOON + 90_000 }]);
  });

  it("is a replay on request, and always for a successful delivery", async () => {
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
  ])("needs force for a delivery that was %s, and says so in its message", async (status, record) => {
    expect(await asked(record)).toEqual({ answer: { type: "needs-force", status }, sent: [] });
    const { answer, sent } = await asked(record, { forced: true });
    expect(answer).toEqual({ type: "accepted", id: ID, round: record.round + 1 });
    expect(sent[0]?.message).toMatchObject({ round: record.round + 1, attempt: 1, forced: true });
  });

  it("carries an operator's approval, so that the delivery is not parked again", async () => {
    const again = nextRound(first);
    const approved = addAttempt(parked, recordOf(again, failedAttempt(again)));
    expect((await asked(approved)).sent[0]?.message).toEqual({ ...nextRound(again), approved: true });
    expect((await asked(discarded, { forced: true })).sent[0]?.message).toMatchObject({ approved: true });
    for (const record of [failed, skipped]) {
      expect((await asked(record, { forced: true })).sent[0]?.message).not.toHaveProperty("approved");
    }
  });

  it.each([false, true])("is refused for a delivery that waits for approval (forced: %j)", async (forced) => {
    expect(await asked(parked, { forced })).toEqual({ answer: { type: "parked" }, sent: [] });
  });

  it.each([false, true])("is refused for a test (forced: %j)", async (forced) => {
    expect(await asked(tested, { forced })).toEqual({ answer: { type: "tested" }, sent: [] });
  });

  it.each([false, true])("is refused while an attempt is in flight (forced: %j)", async (forced) => {
    expect(await asked({ ...retrying, status: "sending" }, { forced })).toEqual({
      answer: { type: "sending" },
      sent: [],
    });
  });

  it.each(["", "evt_1", "evt_2:order:send", "evt_1:order:send:x"])("finds no delivery under %j", async (id) => {
    expect(await asked(failed, { id })).toEqual({ answer: { type: "not-found" }, sent: [] });
  });

  it("is accepted for a deleted flow; its next attempt records the outcome", async () => {
    const { answer, sent } = await asked(failed, { flow: "another" });
    expect([answer.type, sent[0]?.target]).toEqual(["accepted", "unknown"]);
  });

  it("fails if its message can't be sent", async () => {
    await expect(asked(failed, { broken: true })).rejects.toThrow("the queue is broken");
  });
});
