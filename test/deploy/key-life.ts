// The life of an ingest key on the deployed stack: the management API creates, rotates and revokes it, and ingest checks it.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { usageKeyOf } from "#backends/aws/keys/usage-key.ts";
import { keyIdInText } from "#core/keys/key-text.ts";
import type { Deployed } from "./deployed.ts";
import type { Answer, DeployedStack } from "./stack.ts";

/** The rate that the stack of the test has in addition to the default one. */
export const SLOW = { requests_per_second: 0.1, burst: 2 };

/** API Gateway caches the check of a key for a minute. */
const EFFECTIVE_WITHIN_MS = 90_000;

/** Creates a key that may send orders, rotates it and revokes it, and sees which of its texts work. */
export async function liveThrough({ stack, receiver }: Deployed, event: (order: string) => string): Promise<void> {
  const { id, text: first } = await keyOf(stack, "", { name: "shop", scope: { metrics: ["Placed "] } });
  await expectStatus(stack, first, event("key-1"), 202);
  await receiver.requests("key-1", 1);
  const rotated = await keyOf(stack, `/${id}/rotate`, { overlap_seconds: 600 });
  await expectStatus(stack, first, event("key-2"), 202);
  await expectStatus(stack, rotated.text, event("key-3"), 202);
  for (const order of ["key-2", "key-3"]) await receiver.requests(order, 1);
  const next = await keyOf(stack, `/${id}/rotate`, { overlap_seconds: 0 });
  for (const ended of [first, rotated.text]) await untilStatus(stack, ended, event("key-4"), 401);
  await expectStatus(stack, next.text, event("key-5"), 202);
  const { data: keys } = JSON.parse((await stack.manage("GET", "/keys")).body);
  assert.deepEqual(keys.map(({ name }: { name: string }) => name).slice(0, 2), ["default", "shop"]);
  assert.ok(Math.abs(Date.parse(keys[1].last_used_at) - Date.now()) < 300_000, keys[1].last_used_at);
  assert.equal((await stack.manage("POST", `/keys/${id}/revoke`)).status, 200);
  await untilStatus(stack, next.text, event("key-6"), 401);
}

/** An event outside of a key's scope ends in the dead letters; a key whose scope names only sources gets a 403. */
export async function keepToScopes({ stack }: Deployed, event: (order: string) => string): Promise<void> {
  const other = await keyOf(stack, "", { name: "other", scope: { metrics: ["Viewed ", 'Zoë\'s "list" & more'] } });
  await expectStatus(stack, other.text, event("scope-1"), 202);
  const letter = await stack.deadLetter("EventsDeadLettersUrl");
  assert.equal(JSON.parse(letter.Body ?? "").unique_id, "scope-1");
  const attributes = letter.MessageAttributes ?? {};
  assert.equal(attributes["reason"]?.StringValue, "event-out-of-scope");
  assert.deepEqual(JSON.parse(attributes["key_metrics"]?.StringValue ?? ""), ["Viewed ", 'Zoë\'s "list" & more']);
  const source = await keyOf(stack, "", { name: "source", scope: { sources: ["crm"] } });
  const bulk = await stack.send(event("scope-2"), headersOf(stack, source.text), "/events/bulk");
  assert.equal(bulk.status, 403, bulk.body);
  assert.equal(JSON.parse(bulk.body).errors[0].code, "forbidden");
  // The emulator's SQS accepts the type that AWS refuses with a 403, so this event ends in the dead letters instead.
  await stack.send(event("scope-3"), headersOf(stack, source.text));
  const refused = await stack.deadLetter("EventsDeadLettersUrl");
  assert.equal(JSON.parse(refused.Body ?? "").unique_id, "scope-3");
  assert.equal(refused.MessageAttributes?.["reason"]?.StringValue, "event-out-of-scope");
}

/** A key whose rate is one request in ten seconds. The stack has a usage plan for it (cdk.ts). */
export async function keepToRate({ stack }: Deployed, event: (order: string) => string): Promise<void> {
  const refused = await stack.manage("POST", "/keys", {
    body: JSON.stringify({ name: "x", rate: { ...SLOW, burst: 9 } }),
  });
  assert.equal(refused.status, 400, refused.body);
  assert.match(JSON.parse(refused.body).errors[0].detail, /There are: 0\.1\/s, 2 at once/);
  const { text } = await keyOf(stack, "", { name: "slow", rate: SLOW });
  const answers: Answer[] = [];
  for (const order of ["rate-1", "rate-2", "rate-3"])
    answers.push(await stack.send(event(order), headersOf(stack, text)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 429],
  );
  assert.equal(answers[2]?.headers["retry-after"], "5");
  assert.equal(JSON.parse(answers[2]?.body ?? "").errors[0].code, "throttled");
}

/** A key as the user name of Basic authentication. */
export async function sendWithBasic({ stack, receiver }: Deployed, event: (order: string) => string): Promise<void> {
  const { text } = await keyOf(stack, "", { name: "basic" });
  const authorization = `Basic ${Buffer.from(`${text}:`).toString("base64")}`;
  const answer = await stack.send(event("basic-1"), { ...headersOf(stack, text), authorization });
  assert.equal(answer.status, 202, answer.body);
  await receiver.requests("basic-1", 1);
}

/** Asks for a key, and returns it with its text. */
async function keyOf(stack: DeployedStack, path: string, body: object): Promise<{ id: string; text: string }> {
  const answer = await stack.manage("POST", `/keys${path}`, { body: JSON.stringify(body) });
  assert.ok(answer.status < 300, answer.body);
  const { data } = JSON.parse(answer.body);
  assert.match(data.text, /^fhk_[0-9a-f]{20}_[\w-]{43}$/);
  return data;
}

/** The emulator takes the key of usage plans from a header, and not from the authorizer's answer. */
function headersOf(stack: DeployedStack, text: string): Readonly<Record<string, string>> {
  const usageKey = usageKeyOf(stack.ingestApiId, keyIdInText(text) ?? "");
  return { authorization: `Bearer ${text}`, "content-type": "application/json", "x-api-key": usageKey };
}

async function expectStatus(stack: DeployedStack, text: string, event: string, expected: number): Promise<void> {
  const { status, body } = await stack.send(event, headersOf(stack, text));
  assert.equal(status, expected, body);
}

async function untilStatus(stack: DeployedStack, text: string, event: string, expected: number): Promise<void> {
  const deadline = Date.now() + EFFECTIVE_WITHIN_MS;
  let status = 0;
  while (Date.now() < deadline) {
    ({ status } = await stack.send(event, headersOf(stack, text)));
    if (status === expected) return;
    await pause(500);
  }
  assert.equal(status, expected);
}
