// Segment's own client, with the deployed ingest API as its host.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Analytics, type TrackParams } from "@segment/analytics-node";
import type { Deployed } from "./deployed.ts";
import type { DeployedStack } from "./stack.ts";

/** Sends a batch with a bad event among good ones: the good ones become webhooks, the bad one a dead letter. */
export async function sendWithSegment({ stack, receiver }: Deployed): Promise<void> {
  const statuses: unknown[] = [];
  const errors: unknown[] = [];
  const client = await segmentClient(stack);
  client.on("http_response", ({ status }) => statuses.push(status));
  client.on("error", (error) => errors.push(error));
  client.identify({ userId: "customer-7", traits: { plan: "gold" } });
  client.track(order("segment-1"));
  client.track({ ...order("segment-2"), event: "e".repeat(128) });
  client.page({ userId: "customer-7" });
  client.track(order("segment-3"));
  await client.closeAndFlush();
  assert.deepEqual({ statuses, errors }, { statuses: [200], errors: [] });
  for (const id of ["segment-1", "segment-3"]) {
    const [webhook] = await receiver.requests(id, 1);
    const { to, items } = JSON.parse(webhook?.body ?? "{}");
    assert.deepEqual([to, items], ["Sarah at sarah@example.com", [{ Name: "Mug", Price: 9.5 }]]);
  }
  const letter = await stack.deadLetter("EventsDeadLettersUrl");
  assert.equal(JSON.parse(letter.Body ?? "").properties.OrderId, "segment-2");
  assert.equal(letter.MessageAttributes?.["reason"]?.StringValue, "event-invalid");
  assert.match(letter.MessageAttributes?.["detail"]?.StringValue ?? "", /\/event/);
}

/**
 * A client of the stack's ingest API. On AWS, only the host differs from that for Segment; the emulator has all APIs on one host,
 * so their paths begin differently.
 */
async function segmentClient(stack: DeployedStack): Promise<Analytics> {
  const { url, headers } = stack.ingestRequest(randomUUID());
  const { origin, pathname } = new URL(url);
  return new Analytics({
    writeKey: await stack.secret("IngestKeySecret"),
    host: origin,
    path: `${pathname}${pathOnStage(stack)}`,
    httpClient: (path, request) => fetch(path, { ...request, headers: { ...request.headers, ...headers } }),
  });
}

/** The path of batches on the stage, as the client finds it with IngestUrl as its host. */
function pathOnStage(stack: DeployedStack): string {
  const ingest = new URL(stack.output("IngestUrl"));
  return new URL("/v1/batch", ingest).pathname.slice(ingest.pathname.length);
}

function order(id: string): TrackParams {
  return {
    userId: "customer-7",
    event: "Placed Order",
    messageId: id,
    properties: { OrderId: id, Items: [{ Name: "Mug", Price: 9.5 }], revenue: 9.5 },
    context: { traits: { email: "sarah@example.com", firstName: "Sarah" } },
  };
}
