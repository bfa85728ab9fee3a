// Events that are refused: by API Gateway itself, so that they are not stored, or afterwards by the parser.

import assert from "node:assert/strict";
import type { DeployedStack } from "./stack.ts";

/** Sends a valid event without the right key, and invalid events with it. */
export async function refuseInvalidEvents(stack: DeployedStack, key: string, body: string): Promise<void> {
  const json = { "content-type": "application/json" };
  const authorized = { authorization: `Bearer ${key}` };
  const refused: readonly [expected: number, body: string, headers: Record<string, string>][] = [
    [401, body, json],
    [401, body, { ...json, authorization: key }],
    [401, body, { ...json, authorization: `Bearer ${key}x` }],
    [400, "{", { ...json, ...authorized }],
    [400, '{"metric":"Placed Order"}', { ...json, ...authorized }],
    [400, '{"metric":"","profile":{}}', { ...json, ...authorized }],
    [415, body, { "content-type": "text/plain", ...authorized }],
    [413, JSON.stringify({ ...JSON.parse(body), properties: { x: "x".repeat(300_000) } }), { ...json, ...authorized }],
  ];
  for (const [expected, sent, headers] of refused) {
    const { status, body: answer } = await stack.send(sent, headers);
    assert.equal(status, expected, answer);
  }
  const { body: unauthorized } = await stack.send(body, json);
  assert.deepEqual(Object.keys(JSON.parse(unauthorized).errors[0]), [
    "id",
    "status",
    "code",
    "title",
    "detail",
    "source",
  ]);
}

/** Sends an event without an identifier, which the model of API Gateway allows: it ends in the events' dead letters. */
export async function refuseAfterwards(stack: DeployedStack, key: string): Promise<void> {
  const anonymous = JSON.stringify({ metric: "Placed Order", profile: { first_name: "Nobody" } });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  assert.equal((await stack.send(anonymous, headers)).status, 202);
  const letter = await stack.deadLetter("EventsDeadLettersUrl");
  assert.equal(letter.Body, anonymous);
  assert.equal(letter.MessageAttributes?.["reason"]?.StringValue, "event-invalid");
  assert.match(letter.MessageAttributes?.["detail"]?.StringValue ?? "", /profile/);
}
