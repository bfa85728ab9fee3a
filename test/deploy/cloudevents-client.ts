// CloudEvents' own library, with the deployed ingest API as its receiver.

import assert from "node:assert/strict";
import { CloudEvent, HTTP, type Message, Mode } from "cloudevents";
import type { Deployed } from "./deployed.ts";
import type { Answer } from "./stack.ts";

/** Sends events in each mode, to each path that takes it, and sees their webhooks. A bad event of a batch is refused alone. */
export async function sendCloudEvents({ stack, receiver }: Deployed, key: string): Promise<void> {
  const send = (path: string, { headers, body = "" }: Message): Promise<Answer> =>
    stack.send(String(body), { ...(headers as Record<string, string>), authorization: `Bearer ${key}` }, path);
  const single: readonly (readonly [path: string, mode: Mode])[] = [
    ["/events", Mode.STRUCTURED],
    ["/cloudevents", Mode.STRUCTURED],
    ["/cloudevents", Mode.BINARY],
  ];
  for (const [index, [path, mode]] of single.entries()) {
    const order = `cloudevent-${index + 1}`;
    const answer = await send(path, mode === Mode.BINARY ? HTTP.binary(event(order)) : HTTP.structured(event(order)));
    assert.equal(answer.status, 202, answer.body);
    const [webhook] = await receiver.requests(order, 1);
    const { to, items } = JSON.parse(webhook?.body ?? "{}");
    assert.deepEqual([to, items], ["Sarah at sarah@example.com", [{ Name: "Mug", Price: 9.5 }]]);
  }
  const bad = { ...event("cloudevent-5"), specversion: "0.3" };
  const headers = { "content-type": "application/cloudevents-batch+json" };
  const body = JSON.stringify([event("cloudevent-4"), bad]);
  const answer = await send("/cloudevents", { headers, body });
  assert.equal(answer.status, 202, answer.body);
  const { accepted, events } = JSON.parse(answer.body);
  assert.deepEqual([accepted, events[1].errors[0].source.pointer], [1, "/1/specversion"]);
  await receiver.requests("cloudevent-4", 1);
}

/** Sends an event that API Gateway's model refuses, and one that only the matcher refuses. */
export async function refuseCloudEvents({ stack }: Deployed, key: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" };
  const old = await stack.send(JSON.stringify({ ...event("cloudevent-6"), specversion: "0.3" }), headers);
  assert.equal(old.status, 400, old.body);
  const unmapped = { ...event("cloudevent-7"), flowhookprofile: "/client" };
  const accepted = await stack.send(JSON.stringify(unmapped), headers);
  assert.equal(accepted.status, 202, accepted.body);
  const letter = await stack.deadLetter("EventsDeadLettersUrl");
  assert.deepEqual(JSON.parse(letter.Body ?? "").flowhookprofile, "/client");
  assert.equal(letter.MessageAttributes?.["reason"]?.StringValue, "event-invalid");
  assert.match(letter.MessageAttributes?.["detail"]?.StringValue ?? "", /flowhookprofile/);
}

function event(order: string): CloudEvent<object> {
  return new CloudEvent<object>({
    type: "com.shop.order",
    source: "https://shop.example",
    id: order,
    flowhookmetric: "Placed Order",
    flowhookprofile: "/customer",
    data: {
      OrderId: order,
      Items: [{ Name: "Mug", Price: 9.5 }],
      customer: { email: "sarah@example.com", first_name: "Sarah" },
    },
  });
}
