// Klaviyo's official client with its base path set to Flowhook: its events start flows, and it can parse the errors.

import {
  ApiKeySession,
  EventBulkCreateEnum,
  EventBulkCreateJobEnum,
  type EventCreateQueryV2,
  EventEnum,
  EventsApi,
  MetricEnum,
  ProfileEnum,
} from "klaviyo-api";
import { expect, it } from "vitest";
import { orderProcess } from "#support/order-process.ts";
import { INGEST_KEY } from "#support/test-process.ts";

const started = orderProcess();

function client(key = INGEST_KEY): EventsApi {
  const events = new EventsApi(new ApiKeySession(key));
  events.basePath = started().flowhook.url;
  return events;
}

function order(uniqueId: string, metric = "Placed Order"): EventCreateQueryV2 {
  return {
    data: {
      type: EventEnum.Event,
      attributes: {
        properties: { OrderId: uniqueId, Items: [{ SKU: "MUG-1" }] },
        time: new Date(),
        value: 9.99,
        valueCurrency: "USD",
        uniqueId,
        metric: { data: { type: MetricEnum.Metric, attributes: { name: metric } } },
        profile: {
          data: {
            type: ProfileEnum.Profile,
            attributes: { email: "sarah@shop.example", firstName: "Sarah", properties: { plan: "gold" } },
          },
        },
      },
    },
  };
}

it("an event of the client becomes a webhook", async () => {
  const { response } = await client().createEvent(order("order-1"));
  expect(response.status).toBe(202);
  expect(response.config.headers["revision"]).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const [webhook] = await started().receiver.waitFor(1);
  expect(JSON.parse(webhook?.body ?? "")).toEqual({ order: "order-1", to: "Sarah", items: [{ SKU: "MUG-1" }] });
});

it("an event that the client sends twice is recognized the second time", async () => {
  const sent = order("order-2");
  const [first, second] = [await client().createEvent(sent), await client().createEvent(sent)];
  expect(second.response.data).toEqual({
    ...first.response.data,
    request_id: expect.any(String),
    duplicate: true,
  });
});

it("the client's events of one job start flows", async () => {
  const [first, second] = [order("bulk-1"), order("bulk-2")];
  const { profile, ...attributes } = first.data.attributes;
  const events = [attributes, { ...second.data.attributes, profile: undefined }].map((ofEvent) => {
    return { type: EventEnum.Event, attributes: ofEvent };
  });
  const { response } = await client().bulkCreateEvents({
    data: {
      type: EventBulkCreateJobEnum.EventBulkCreateJob,
      attributes: {
        eventsBulkCreate: {
          data: [{ type: EventBulkCreateEnum.EventBulkCreate, attributes: { profile, events: { data: events } } }],
        },
      },
    },
  });
  expect(response).toMatchObject({ status: 202, data: { accepted: 2 } });
  const webhooks = await started().receiver.waitFor(4);
  const orders = webhooks.map(({ body }) => JSON.parse(body).order).filter((id) => id.startsWith("bulk"));
  expect(orders.toSorted()).toEqual(["bulk-1", "bulk-2"]);
});

it("an invalid event returns an error in Klaviyo's format with a pointer into the client's body", async () => {
  const refused = client().createEvent(order("order-3", "m".repeat(128)));
  await expect(refused).rejects.toMatchObject({
    response: {
      status: 400,
      data: {
        errors: [
          {
            id: expect.any(String),
            status: 400,
            code: "invalid",
            title: expect.any(String),
            detail: "Must have at most 127 characters.",
            source: { pointer: "/data/attributes/metric/data/attributes/name" },
          },
        ],
      },
    },
  });
});

it("a wrong key returns 401", async () => {
  await expect(client("pk_wrong").createEvent(order("order-4"))).rejects.toMatchObject({ response: { status: 401 } });
});
