// The mapping that each kind ships makes an event of its sender's requests without a line of the author.

import { describe, expect, it } from "vitest";
import { type JsonObject, type JsonValue, property } from "#core/json.ts";
import { githubExamples } from "#support/github-examples.ts";
import { shopifyHeaders, standardHeaders } from "#support/signed-requests.ts";
import { mapped, valuesOf } from "./compiled.ts";

describe("shopify", () => {
  const SHOP = { kind: "shopify", secret: "shop" };
  const ORDER = {
    id: 450789469,
    email: "bob@customer.example",
    total_price: "598.94",
    currency: "USD",
    updated_at: "2026-11-24T09:00:00-05:00",
    customer: { id: 207119551, first_name: "Bob", tags: "a, b", default_address: { city: "Ottawa" } },
    shipping_address: { city: "Toronto", zip: "K1A", province: "Ontario" },
  };
  const shop = (topic: string, body: JsonValue = ORDER, more = {}) =>
    mapped(SHOP, body, shopifyHeaders("s", "", topic, more));

  it("an order is a placed order of the customer", () => {
    const values = valuesOf(SHOP, ORDER, shopifyHeaders("s", "", "orders/create"));
    expect(values).toEqual({
      metric: "Placed Order",
      profile: {
        email: "bob@customer.example",
        first_name: "Bob",
        location: { city: "Toronto", zip: "K1A", region: "Ontario" },
        properties: { shopify_customer_id: 207119551, shopify_tags: "a, b" },
      },
      properties: ORDER,
      time: "2026-11-24T09:30:00.877041743Z",
      value: 598.94,
      value_currency: "USD",
      unique_id: "98880550-7158-44d4-b7cd-2c97c8a091b5:450789469",
    });
  });

  const METRICS: readonly [string, string][] = [
    ["checkouts/create", "Checkout Started"],
    ["checkouts/update", "Checkout Started"],
    ["orders/create", "Placed Order"],
    ["orders/fulfilled", "Fulfilled Order"],
    ["orders/partially_fulfilled", "Fulfilled Partial Order"],
    ["orders/cancelled", "Cancelled Order"],
  ];
  it.each(METRICS)("the topic %s is the metric %s", (topic, metric) => {
    expect(shop(topic)).toMatchObject({ outcome: "event", values: { metric } });
  });

  it.each(["orders/updated", "products/update", "refunds/create"])("the topic %s has no metric", (topic) => {
    expect(shop(topic)).toEqual({ outcome: "ignored", reason: `The topic "${topic}" has no metric.` });
  });

  it("an updated order with refunds is a refunded order, once for each refund", () => {
    const refunded = (count: number) => shop("orders/updated", { ...ORDER, refunds: Array(count).fill({ id: 1 }) });
    expect(refunded(0)).toMatchObject({ outcome: "ignored" });
    expect(refunded(1)).toMatchObject({ values: { metric: "Refunded Order", unique_id: "450789469:refund:1" } });
    expect(refunded(2)).toMatchObject({ values: { metric: "Refunded Order", unique_id: "450789469:refund:2" } });
  });

  it("all requests about a checkout are one event", () => {
    const ids = ["checkouts/create", "checkouts/update"].map((topic) => shop(topic, { ...ORDER, token: "tok_1" }));
    expect(ids).toMatchObject([{ values: { unique_id: "tok_1" } }, { values: { unique_id: "tok_1" } }]);
  });

  it("a request without an event id has the webhook's id", () => {
    const { "x-shopify-event-id": _, ...headers } = shopifyHeaders("s", "", "orders/create");
    expect(valuesOf(SHOP, ORDER, headers)["unique_id"]).toBe("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043");
  });

  it("a request without the time of its trigger has the time of the order", () => {
    const { "x-shopify-triggered-at": _, ...headers } = shopifyHeaders("s", "", "orders/create");
    expect(valuesOf(SHOP, ORDER, headers)["time"]).toBe("2026-11-24T09:00:00-05:00");
  });

  it("an order without an email address and a phone number is left out", () => {
    const anonymous = { ...ORDER, email: "", customer: null };
    expect(shop("orders/create", anonymous).outcome).toBe("ignored");
    expect(shop("orders/create", { ...anonymous, phone: "+15005550125" })).toMatchObject({
      values: { profile: { phone_number: "+15005550125" } },
    });
  });

  it("a file can add a topic and leave one out", () => {
    const own = { ...SHOP, mapping: { metrics: { "customers/create": "Created Account", "orders/cancelled": null } } };
    const metricOf = (topic: string) => mapped(own, ORDER, shopifyHeaders("s", "", topic));
    expect(metricOf("customers/create")).toMatchObject({ values: { metric: "Created Account" } });
    expect(metricOf("orders/cancelled")).toMatchObject({ outcome: "ignored" });
    expect(metricOf("orders/create")).toMatchObject({ values: { metric: "Placed Order" } });
  });
});

describe("stripe", () => {
  const STRIPE = { kind: "stripe", secret: "stripe" };
  const CHARGE = { object: "charge", amount: 2_999, currency: "usd", customer: "cus_1", receipt_email: "a@b.example" };
  const event = (type: string, object: JsonObject) => ({ id: "evt_1", type, created: 1_764_000_000, data: { object } });

  it("a payment is an event of the customer", () => {
    expect(valuesOf(STRIPE, event("charge.succeeded", CHARGE))).toEqual({
      metric: "Successful Payment",
      profile: { external_id: "cus_1", email: "a@b.example" },
      properties: CHARGE,
      time: "2025-11-24T16:00:00.000Z",
      value: 29.99,
      value_currency: "USD",
      unique_id: "evt_1",
    });
  });

  const AMOUNTS: readonly [string, number, number][] = [
    ["usd", 1, 0.01],
    ["eur", 123_456, 1_234.56],
    ["jpy", 500, 500],
    ["krw", 1_000, 1_000],
    ["xpf", 7, 7],
    ["bhd", 5_120, 5.12],
    ["kwd", 1, 0.001],
    ["isk", 500, 5],
    ["ugx", 500, 5],
    ["huf", 12_300, 123],
    ["usd", 0, 0],
  ];
  it.each(AMOUNTS)("in %s, an amount of %d is %d", (currency, amount, value) => {
    expect(valuesOf(STRIPE, event("charge.failed", { ...CHARGE, currency, amount }))["value"]).toBe(value);
  });

  it("the value of a refund, an invoice and a checkout is their own amount", () => {
    const valueFor = (type: string, object: JsonObject) => valuesOf(STRIPE, event(type, object))["value"];
    expect(valueFor("charge.refunded", { ...CHARGE, amount_refunded: 1_000 })).toBe(10);
    expect(valueFor("invoice.finalized", { object: "invoice", total: 4_200, currency: "usd", customer: "cus_1" })).toBe(
      42,
    );
    const session = {
      object: "checkout.session",
      amount_total: 990,
      currency: "jpy",
      customer_details: { email: "a@b.example" },
    };
    expect(valueFor("checkout.session.completed", session)).toBe(990);
  });

  it("an event without an amount has no value", () => {
    const values = valuesOf(
      STRIPE,
      event("customer.subscription.created", { object: "subscription", customer: "cus_1" }),
    );
    expect(values["metric"]).toBe("Started Subscription");
    expect(values).not.toHaveProperty("value");
    expect(values).not.toHaveProperty("value_currency");
  });

  it("an expanded customer is identified by its id", () => {
    const values = valuesOf(
      STRIPE,
      event("charge.failed", { ...CHARGE, customer: { id: "cus_2", object: "customer" } }),
    );
    expect(values["profile"]).toEqual({ external_id: "cus_2", email: "a@b.example" });
  });

  it.each(["balance.available", "charge.updated"])("an event of type %s has no metric", (type) => {
    expect(mapped(STRIPE, event(type, CHARGE)).outcome).toBe("ignored");
  });

  it("an event without a customer is left out", () => {
    expect(mapped(STRIPE, event("charge.succeeded", { object: "charge", amount: 1, currency: "usd" })).outcome).toBe(
      "ignored",
    );
  });
});

describe("github", () => {
  const GITHUB = { kind: "github", secret: "github" };
  const headers = (event: string) => ({ "x-github-event": event, "x-github-delivery": "d-1" });
  const SENDER = { id: 583231, login: "octocat", type: "User" };

  it("an event and its action are the metric, and the sender is the profile", () => {
    const body = { action: "review_requested", sender: SENDER };
    expect(valuesOf(GITHUB, body, headers("pull_request"))).toEqual({
      metric: "GitHub pull request review requested",
      profile: { external_id: "github:583231", properties: { github_login: "octocat", github_type: "User" } },
      properties: body,
      unique_id: "d-1",
    });
  });

  it("a ping makes no event", () => {
    expect(mapped(GITHUB, { zen: "…", sender: SENDER }, headers("ping")).outcome).toBe("ignored");
  });

  it("every example with a sender becomes an event, and every other one is left out", () => {
    const outcomes = githubExamples().map(({ name, body }) => {
      const isEvent = property(body, "sender") !== undefined && name !== "ping";
      return [name, isEvent, mapped(GITHUB, body, headers(name)).outcome] as const;
    });
    expect(outcomes.length).toBeGreaterThan(150);
    expect(outcomes.filter(([, isEvent, outcome]) => (isEvent ? outcome !== "event" : outcome !== "ignored"))).toEqual(
      [],
    );
  });
});

describe("standard-webhooks", () => {
  const DESK = { kind: "standard-webhooks", secret: "desk", mapping: { profile: { email: "{{ body.data.email }}" } } };
  const HEADERS = standardHeaders("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "", 1_764_000_000);

  it("type, timestamp and data are the metric, the time and the properties", () => {
    const body = { type: "ticket.solved", timestamp: "2026-11-24T09:30:00Z", data: { email: "a@b.example" } };
    expect(valuesOf(DESK, body, HEADERS)).toEqual({
      metric: "ticket.solved",
      profile: { email: "a@b.example" },
      properties: { email: "a@b.example" },
      time: "2026-11-24T09:30:00Z",
      unique_id: "msg_1",
    });
  });

  it("a body without a time has the time of its signature", () => {
    expect(valuesOf(DESK, { type: "t", data: { email: "a@b.example" } }, HEADERS)["time"]).toBe(
      "2025-11-24T16:00:00.000Z",
    );
  });
});
