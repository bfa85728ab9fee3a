// Requests with many events, which API Gateway forwards to the ingest function.

import assert from "node:assert/strict";
import { EventBulkCreateEnum, EventBulkCreateJobEnum, EventEnum } from "klaviyo-api";
import type { Deployed } from "./deployed.ts";
import { klaviyoClient, klaviyoOrder } from "./klaviyo-client.ts";

/** Sends orders in bulk, one of them twice and one that is not valid, and sees a webhook for each valid order. */
export async function sendInBulk(
  { stack, receiver }: Deployed,
  key: string,
  event: (order: string) => string,
): Promise<void> {
  const orders = Array.from({ length: 25 }, (_, index) => `bulk-${index + 1}`);
  const body = [...orders.map(event), event("bulk-1"), "{}"].join("\n");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  const answer = await stack.send(body, headers, "/events/bulk");
  assert.equal(answer.status, 202, answer.body);
  const { accepted, refused, events } = JSON.parse(answer.body);
  assert.deepEqual([accepted, refused], [26, 1]);
  assert.equal(events[25].duplicate, true);
  assert.equal(events[26].errors[0].source.pointer, "/26/metric");
  for (const order of orders) await receiver.requests(order, 1);
  const again = await stack.send(body, headers, "/events/bulk");
  const ids = (text: string) => JSON.parse(text).events.map(({ event_id }: { event_id?: string }) => event_id);
  assert.deepEqual(ids(again.body), ids(answer.body));
}

/** Creates a job with Klaviyo's client: its events become webhooks, and a job with a bad event is refused as a whole. */
export async function createKlaviyoJob({ stack, receiver }: Deployed): Promise<void> {
  const job = (...orders: readonly string[]) => ({
    data: {
      type: EventBulkCreateJobEnum.EventBulkCreateJob,
      attributes: {
        eventsBulkCreate: {
          data: orders.map((order) => {
            const { profile, ...attributes } = klaviyoOrder(order).data.attributes;
            const events = { data: [{ type: EventEnum.Event, attributes }] };
            return { type: EventBulkCreateEnum.EventBulkCreate, attributes: { profile, events } };
          }),
        },
      },
    },
  });
  const { response } = await (await klaviyoClient(stack)).bulkCreateEvents(job("klaviyo-3", "klaviyo-4"));
  assert.equal(response.status, 202);
  for (const order of ["klaviyo-3", "klaviyo-4"]) await receiver.requests(order, 1);
  const refused = (await klaviyoClient(stack)).bulkCreateEvents(job("klaviyo-5", "k".repeat(300)));
  await assert.rejects(refused, ({ response: answer }) => {
    assert.equal(answer.status, 400);
    const [{ source }] = answer.data.errors;
    const second = "/data/attributes/events-bulk-create/data/1/attributes";
    assert.equal(source.pointer, `${second}/events/data/0/attributes/unique_id`);
    return true;
  });
}
