// Whole paths from a signed request of a vendor to a webhook, through the embedded process.

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { property } from "#core/json.ts";
import { eventually } from "#support/eventually.ts";
import { githubExamples } from "#support/github-examples.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import {
  githubHeaders,
  type SignedHeaders,
  shopifyHeaders,
  standardHeaders,
  stripeHeaders,
} from "#support/signed-requests.ts";
import { INGEST_KEY, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

const SECRETS = {
  FLOWHOOK_SECRET_SHOP: "shop-secret",
  FLOWHOOK_SECRET_STRIPE: "whsec_stripe",
  FLOWHOOK_SECRET_GITHUB: "github-secret",
  FLOWHOOK_SECRET_DESK: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
};

const SOURCES = {
  "shop.source.yaml": "kind: shopify\nsecret: shop\n",
  "payments.source.yaml": "kind: stripe\nsecret: stripe\n",
  "code.source.yaml": "kind: github\nsecret: github\n",
  "desk.source.yaml":
    'kind: standard-webhooks\nsecret: desk\nmapping: { profile: { email: "{{ body.data.email }}" } }\n',
  "form.source.yaml": 'kind: api-key\nmapping: { metric: Sent Form, profile: { email: "{{ body.email }}" } }\n',
};

/** A live flow on a metric that sends the properties, the value and the profile. */
function flow(id: string, metric: string, url: string): string {
  return `
id: ${id}
name: ${id}
status: live
definition:
  triggers: [{ type: metric, id: ${metric} }]
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data:
        status: live
        message:
          url: ${url}/${id}
          body: { email: "{{ email }}", name: "{{ first_name }}", value: "{{ event|lookup:'$value' }}", event: "{{ event }}" }
`;
}

let receiver: TestReceiver;
let flowhook: TestProcess;
let flows: TestFlows;

beforeAll(async () => {
  receiver = await startReceiver();
  flows = new TestFlows({
    ...SOURCES,
    "order.yaml": flow("order", "Placed Order", receiver.url),
    "failed.yaml": flow("failed", "Failed Payment", receiver.url),
    "push.yaml": flow("push", "GitHub push", receiver.url),
    "solved.yaml": flow("solved", "ticket.solved", receiver.url),
    "form.yaml": flow("form", "Sent Form", receiver.url),
  });
  flowhook = await startTestProcess({ flows, environment: SECRETS });
});

afterAll(async () => {
  await flowhook.stop();
  await receiver.close();
});

async function post(name: string, headers: SignedHeaders, body: string | Buffer) {
  const answer = await fetch(`${flowhook.url}/sources/${name}`, { method: "POST", headers, body });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

async function webhook(path: string) {
  const [received] = await receiver.waitFor(1, { of: (one) => one.path === path });
  return JSON.parse(received?.body ?? "");
}

/** The messages of the events dead letters, newest first. */
function letters(): { readonly reason: string; readonly message: string }[] {
  const database = new DatabaseSync(join(flowhook.data, "flowhook.db"), { readOnly: true });
  const rows = database.prepare("SELECT reason, message FROM event_dead_letters ORDER BY seq DESC").all();
  database.close();
  return rows.map((row) => ({ reason: String(row["reason"]), message: String(row["message"]) }));
}

const seconds = () => Math.floor(Date.now() / 1_000);

describe("a signed request reaches a flow", () => {
  it("of a shop, about an order", async () => {
    const order = {
      id: 820982911946154508n.toString(),
      email: "jon@customer.example",
      total_price: "409.94",
      currency: "EUR",
      customer: { first_name: "Jon" },
      line_items: [{ title: 'Candle "Ember"', price: "199.00" }],
    };
    const body = JSON.stringify(order);
    const now = { "x-shopify-triggered-at": new Date().toISOString() };
    const headers = shopifyHeaders("shop-secret", body, "orders/create", now);
    const sent = await post("shop", headers, body);
    expect(sent.status).toBe(202);
    const got = await webhook("/order");
    expect(got).toEqual({
      email: "jon@customer.example",
      name: "Jon",
      value: 409.94,
      event: { ...order, $value: 409.94, $value_currency: "EUR", $event_id: expect.any(String) },
    });
    const again = await post("shop", headers, body);
    expect(again.body).toEqual({ request_id: expect.any(String), event_id: sent.body.event_id, duplicate: true });
  });

  it("of Stripe, about a payment in yen", async () => {
    const charge = {
      object: "charge",
      amount: 500,
      currency: "jpy",
      customer: "cus_1",
      receipt_email: "aki@customer.example",
    };
    const body = JSON.stringify(
      { id: "evt_1", type: "charge.failed", created: seconds(), data: { object: charge } },
      null,
      2,
    );
    expect((await post("payments", stripeHeaders("whsec_stripe", body, seconds()), body)).status).toBe(202);
    expect(await webhook("/failed")).toMatchObject({ email: "aki@customer.example", value: 500, event: charge });
  });

  it("by Standard Webhooks", async () => {
    const body = JSON.stringify({ type: "ticket.solved", data: { id: 1, email: "lea@customer.example" } });
    const headers = standardHeaders(SECRETS.FLOWHOOK_SECRET_DESK, body, seconds());
    expect((await post("desk", headers, body)).status).toBe(202);
    expect(await webhook("/solved")).toMatchObject({ email: "lea@customer.example", event: { id: 1 } });
  });

  it("of a form with an ingest key", async () => {
    const headers = { authorization: `Bearer ${INGEST_KEY}`, "content-type": "application/x-www-form-urlencoded" };
    expect((await post("form", headers, "email=lea%40customer.example&score=9")).status).toBe(202);
    expect(await webhook("/form")).toMatchObject({ email: "lea@customer.example", event: { score: "9" } });
  });
});

it("every example of GitHub's webhooks is accepted, and becomes an event if it has a sender", async () => {
  const answers: { name: string; expected: string; status: number; result: string }[] = [];
  for (const [index, { name, body }] of githubExamples().entries()) {
    const text = JSON.stringify(body);
    const headers = { ...(await githubHeaders("github-secret", text, name)), "x-github-delivery": `delivery-${index}` };
    const answer = await post("code", headers, text);
    const expected = property(body, "sender") === undefined || name === "ping" ? "ignored" : "event_id";
    const result = ["event_id", "ignored", "dead_lettered"].find((field) => field in answer.body) ?? "none";
    answers.push({ name, expected, status: answer.status, result });
  }
  expect(answers.length).toBeGreaterThan(150);
  expect(answers.filter(({ expected, status, result }) => status !== 202 || result !== expected)).toEqual([]);
  expect(await webhook("/push")).toMatchObject({ event: { $event_id: expect.stringMatching(/^delivery-/) } });
});

it("a form of GitHub's webhooks has JSON in its field", async () => {
  const body = new URLSearchParams({ payload: '{"action":"opened","sender":{"id":1}}' }).toString();
  const headers = {
    ...(await githubHeaders("github-secret", body, "issues")),
    "content-type": "application/x-www-form-urlencoded",
  };
  expect(await post("code", headers, body)).toMatchObject({ status: 202, body: { event_id: expect.any(String) } });
});

describe("a request that is not accepted", () => {
  it("has a body over the limit", async () => {
    const body = JSON.stringify({ email: "a@b.example", note: "x".repeat(MAX_EVENT_BYTES) });
    const answer = await post("shop", shopifyHeaders("shop-secret", body, "orders/create"), body);
    expect([answer.status, answer.body.errors[0].detail]).toEqual([
      413,
      `A request may have at most ${MAX_EVENT_BYTES} bytes.`,
    ]);
  });

  it("has a wrong signature, or goes to an unknown source", async () => {
    expect((await post("shop", shopifyHeaders("other", "{}", "orders/create"), "{}")).status).toBe(401);
    expect((await post("nowhere", shopifyHeaders("shop-secret", "{}", "orders/create"), "{}")).status).toBe(404);
  });

  it("is not a POST", async () => {
    expect((await fetch(`${flowhook.url}/sources/shop`)).status).toBe(405);
  });
});

it("a compressed request is verified as it was before it was compressed", async () => {
  const body = JSON.stringify({ id: 9, email: "zip@customer.example", total_price: "1" });
  const headers = { ...shopifyHeaders("shop-secret", body, "orders/cancelled"), "content-encoding": "gzip" };
  expect(await post("shop", headers, gzipSync(body))).toMatchObject({
    status: 202,
    body: { event_id: expect.any(String) },
  });
});

it("a request whose mapping fails goes to the events dead letters without its signature", async () => {
  const body = JSON.stringify({ id: 9, email: "x".repeat(300) });
  const headers = shopifyHeaders("shop-secret", body, "orders/create");
  expect(await post("shop", headers, body)).toMatchObject({ status: 202, body: { dead_lettered: 1 } });
  const [letter] = await eventually("the dead letter is stored", async () => letters().length > 0 && letters());
  expect(letter?.reason).toBe("event-invalid");
  expect(JSON.parse(letter?.message ?? "")).toMatchObject({ format: "source", source: "shop", body });
  expect(letter?.message).not.toMatch(/hmac|shop-secret/i);
});

it("an accepted request that a later process takes up is mapped by that process", async () => {
  const data = join(flowhook.data, "second");
  await (await startTestProcess({ flows, data, environment: SECRETS })).stop();
  const database = new DatabaseSync(join(data, "flowhook.db"));
  const body = JSON.stringify({ id: 11, email: "later@customer.example", total_price: "5", line_items: [] });
  const headers = JSON.stringify({ headers: { "x-shopify-topic": "orders/create" }, source: "shop" });
  database
    .prepare(
      "INSERT INTO events (seq, v, format, request_id, received_at, key_id, body, optional) VALUES (1, 1, 'source', 'r', ?, 'k', ?, ?)",
    )
    .run(Date.now(), body, headers);
  database.close();
  const second = await startTestProcess({ flows, data, environment: SECRETS });
  await receiver.waitFor(1, { of: (one) => one.path === "/order" && one.body.includes("later@customer.example") });
  await second.stop();
});
