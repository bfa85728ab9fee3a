import { describe, expect, it } from "vitest";
import {
  type DeliveryMessage,
  deliveryMessageSchema,
  nextAttempt,
  nextRound,
} from "#core/messages/delivery-message.ts";
import { type EventMessage, eventMessageSchema } from "#core/messages/event-message.ts";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { sampleEvent, sampleMessage } from "#support/delivery-samples.ts";

const event: EventMessage = {
  v: 1,
  format: "plain",
  request_id: "r",
  received_at: 1_800_000_000_000,
  key_id: "key",
  body: '{"metric":"m"}',
};
const run: RunMessage = {
  v: 1,
  kind: "run",
  event: sampleEvent(),
  flow_id: "flow",
  action_id: "wait",
  started_at: 1_800_000_000_000,
  due_at: 1_800_000_060_000,
};
const delivery: DeliveryMessage = sampleMessage();

describe("a message between the stages", () => {
  it.each([
    ["an event", eventMessageSchema, event],
    ["a run", runMessageSchema, run],
    ["a delivery", deliveryMessageSchema, delivery],
    ["a retry", deliveryMessageSchema, nextAttempt(delivery, 1_800_000_000_000, '{"a":1}')],
    ["a forced redrive", deliveryMessageSchema, { ...nextRound(delivery), forced: true }],
  ])("%s is read as it was written", (_, schema, message) => {
    expect(schema.parse(parseJson(JSON.stringify(message)))).toEqual(message);
  });

  it.each([
    ["an event", eventMessageSchema, event],
    ["a run", runMessageSchema, run],
    ["a delivery", deliveryMessageSchema, delivery],
  ])("%s of a version that this release does not know is refused", (_, schema, message) => {
    expect(schema.safeParse({ ...message, v: 2 }).success).toBe(false);
  });
});

describe("the next message of a delivery", () => {
  const retry = nextAttempt(delivery, 1_800_000_000_000, '{"a":1}');

  it("is the next attempt, with the body and the time of the first", () => {
    expect(retry).toEqual({ ...delivery, attempt: 2, round_started_at: 1_800_000_000_000, body: '{"a":1}' });
  });

  it("of the next round starts from scratch: attempt 1, no body, not forced", () => {
    expect(nextRound({ ...retry, forced: true })).toEqual({ ...delivery, round: 2, attempt: 1 });
  });
});
