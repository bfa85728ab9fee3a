import { describe, expect, it } from "vitest";
import { addAttempt } from "#core/delivery/record.ts";
import { nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import {
  attemptOf,
  discardedAttempt,
  failedAttempt,
  NOON,
  parkedAttempt,
  REQUEST,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
} from "#support/delivery-samples.ts";

const MINUTE = 60_000;
const first = sampleMessage({ event: sampleEvent({ id: "evt_1" }), flow_id: "order", action_id: "send" });
const second = nextAttempt(first, NOON, REQUEST.body);
const retried = addAttempt(undefined, { message: first, attempt: retriedAttempt(first), request: REQUEST });

describe("the record of a delivery", () => {
  it("begins with its first attempt", () => {
    const attempt = attemptOf(first);
    expect(addAttempt(undefined, { message: first, attempt, request: REQUEST })).toEqual({
      v: 1,
      id: "evt_1:order:send",
      event_id: "evt_1",
      flow_id: "order",
      action_id: "send",
      status: "delivered",
      round: 1,
      attempt: 1,
      created_at: NOON,
      updated_at: NOON + 120,
      request: REQUEST,
      attempts: [attempt],
      event: first.event,
      started_at: first.started_at,
      due_at: first.due_at,
    });
  });

  it("has the status of its last attempt, the reason, and the time of the next attempt", () => {
    expect(retried).toMatchObject({ status: "retrying", reason: "http-503", next_attempt_at: NOON + MINUTE });
    const attempt = failedAttempt(second, { at: NOON + MINUTE });
    const failed = addAttempt(retried, { message: second, attempt, request: REQUEST });
    expect(failed).toMatchObject({ status: "failed", attempt: 2, reason: "http-404", updated_at: NOON + MINUTE + 120 });
    expect(failed).not.toHaveProperty("next_attempt_at");
  });

  it("has no reason after it is delivered", () => {
    const delivered = addAttempt(retried, { message: second, attempt: attemptOf(second), request: REQUEST });
    expect(delivered).not.toHaveProperty("reason");
    expect(delivered).not.toHaveProperty("next_attempt_at");
  });

  it("keeps every attempt, in order, and when the first one began", () => {
    const again = nextRound(second);
    const attempts = [
      failedAttempt(second, { at: NOON + MINUTE }),
      attemptOf(again, { at: NOON + 2 * MINUTE }),
    ] as const;
    const failed = addAttempt(retried, { message: second, attempt: attempts[0], request: REQUEST });
    const delivered = addAttempt(failed, { message: again, attempt: attempts[1], request: REQUEST });
    expect(delivered).toMatchObject({ round: 2, attempt: 1, created_at: NOON });
    expect(delivered.attempts).toEqual([retriedAttempt(first), ...attempts]);
  });

  it("keeps the earlier request if an attempt made none, and shows a new request", () => {
    const attempt = failedAttempt(second);
    expect(addAttempt(retried, { message: second, attempt }).request).toEqual(REQUEST);
    const { body: _body, ...bodyless } = REQUEST;
    expect(addAttempt(retried, { message: second, attempt, request: bodyless }).request).toEqual(bodyless);
    expect(addAttempt(undefined, { message: first, attempt: failedAttempt(first) })).not.toHaveProperty("request");
  });

  it("keeps the request that was rendered for review after every decision", () => {
    const parked = addAttempt(undefined, { message: first, attempt: parkedAttempt(first), request: REQUEST });
    expect(parked).toMatchObject({ status: "parked", reason: "waits-for-approval", request: REQUEST });
    const again = nextRound(first);
    const discarded = addAttempt(parked, { message: again, attempt: discardedAttempt(again) });
    expect(discarded).toMatchObject({ status: "discarded", reason: "discarded-by-person", request: REQUEST, round: 2 });
    const delivered = addAttempt(parked, { message: again, attempt: attemptOf(again), request: REQUEST });
    expect(delivered).not.toHaveProperty("reason");
  });

  it("keeps the event of the first message, and the times of the latest message", () => {
    const other = { ...second, event: sampleEvent({ id: "evt_1", metric: "Another" }), started_at: 1, due_at: 2 };
    const record = addAttempt(retried, { message: other, attempt: attemptOf(other) });
    expect([record.event, record.started_at, record.due_at]).toEqual([first.event, 1, 2]);
  });

  it("does not change the earlier record", () => {
    const before = structuredClone(retried);
    addAttempt(retried, { message: second, attempt: attemptOf(second) });
    expect(retried).toEqual(before);
  });
});
