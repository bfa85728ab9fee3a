// Klaviyo's own client, with the deployed ingest API as its base path.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ApiKeySession, type EventCreateQueryV2, EventEnum, EventsApi, MetricEnum, ProfileEnum } from "klaviyo-api";
import type { Deployed } from "./deployed.ts";
import type { DeployedStack } from "./stack.ts";

/** A client of the stack's ingest API. Each sends one event, because the emulator takes the request's id from a header. */
export async function klaviyoClient(stack: DeployedStack): Promise<EventsApi> {
  const events = new EventsApi(new ApiKeySession(await stack.secret("IngestKeySecret")));
  const { url, headers } = stack.ingestRequest(randomUUID());
  events.basePath = url;
  events.defaultHeaders = headers;
  return events;
}

/** An order as a shop sends it to Klaviyo. */
export function klaviyoOrder(uniqueId: string): EventCreateQueryV2 {
  const attributes = { email: "sarah@example.com", firstName: "Sarah" };
  return {
    data: {
      type: EventEnum.Event,
      attributes: {
        properties: { OrderId: uniqueId, Items: [{ Name: "Mug", Price: 9.5 }] },
        value: 9.5,
        uniqueId,
        metric: { data: { type: MetricEnum.Metric, attributes: { name: "Placed Order" } } },
        profile: { data: { type: ProfileEnum.Profile, attributes } },
      },
    },
  };
}

/** Sends an order, which becomes a webhook, and one that API Gateway refuses. */
export async function sendWithKlaviyo({ stack, receiver }: Deployed): Promise<void> {
  const { response } = await (await klaviyoClient(stack)).createEvent(klaviyoOrder("klaviyo-1"));
  assert.equal(response.status, 202);
  const [webhook] = await receiver.requests("klaviyo-1", 1);
  const { to, items } = JSON.parse(webhook?.body ?? "{}");
  assert.deepEqual([to, items], ["Sarah at sarah@example.com", [{ Name: "Mug", Price: 9.5 }]]);
  const refused = (await klaviyoClient(stack)).createEvent(klaviyoOrder("klaviyo-2".repeat(30)));
  await assert.rejects(refused, ({ response: answer }) => {
    assert.equal(answer.status, 400);
    assert.equal(answer.data.errors[0].code, "invalid");
    return true;
  });
}
