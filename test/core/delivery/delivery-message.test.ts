import { describe, expect, it } from "vitest";
import { deliveryMessageSchema, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";

const first = sampleMessage();

describe("the message of the next attempt", () => {
  it("has no body if no body was rendered yet", () => {
    expect(nextAttempt(first, NOON, undefined)).toEqual({ ...first, attempt: 2, round_started_at: NOON });
  });

  it("has an empty body if an empty body was sent", () => {
    expect(nextAttempt(first, NOON, "")).toMatchObject({ body: "" });
  });

  it("is still forced", () => {
    expect(nextAttempt({ ...first, forced: true }, NOON, "{}")).toMatchObject({ forced: true });
  });

  it("is still a replay; the next round is not", () => {
    const replay = { ...first, replay: true, forced: true };
    expect(nextAttempt(replay, NOON, "{}")).toMatchObject({ replay: true, forced: true });
    expect(nextRound(replay)).toEqual({ ...first, round: 2 });
  });

  it("is still approved, in the next round as well", () => {
    const approved = { ...first, approved: true };
    expect(nextAttempt(approved, NOON, "{}")).toMatchObject({ approved: true });
    expect(nextRound(approved)).toEqual({ ...first, round: 2, approved: true });
  });

  it("asks for secrets as of the given time, or as of that of the message before; the next round does not", () => {
    const since = nextAttempt(first, NOON, "{}", NOON + 5);
    expect(since).toMatchObject({ secrets_since: NOON + 5 });
    expect(nextAttempt(since, NOON, undefined)).toMatchObject({ secrets_since: NOON + 5 });
    expect(nextAttempt(since, NOON, undefined, NOON + 9)).toMatchObject({ secrets_since: NOON + 9 });
    expect(nextRound(since)).toEqual({ ...first, round: 2 });
  });

  it("does not change the message before", () => {
    const before = structuredClone(first);
    nextRound(nextAttempt(first, NOON, "{}"));
    expect(first).toEqual(before);
  });
});

describe("the messages of all attempts", () => {
  it("of eighteen attempts and the next round keep the run's times, its event and its ids", () => {
    const { event, flow_id, action_id, started_at, due_at } = first;
    let message = first;
    for (let attempt = 2; attempt <= 18; attempt++) {
      message = nextAttempt(message, NOON, '{"a":1}');
      expect(message).toMatchObject({ event, flow_id, action_id, started_at, due_at, round: 1, attempt });
    }
    expect(nextRound(message)).toEqual({ ...first, round: 2 });
  });
});

describe("a message is refused", () => {
  it.each<[string, object]>([
    ["of another kind", { kind: "run" }],
    ["of round 0", { round: 0 }],
    ["of attempt 0", { attempt: 0 }],
    ["of half an attempt", { attempt: 1.5 }],
    ["without a flow", { flow_id: "" }],
    ["without an action", { action_id: undefined }],
    ["without an event", { event: undefined }],
    ["of an event without an id", { event: { ...first.event, id: "" } }],
    ["with a body that is not a text", { body: {} }],
    ["with an approval that is a text", { approved: "yes" }],
    ["with a time that is a text", { due_at: "2026-11-24" }],
  ])("%s", (_, changes) => {
    expect(deliveryMessageSchema.safeParse({ ...first, ...changes }).success).toBe(false);
  });
});
