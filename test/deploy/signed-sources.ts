// Signed requests of a shop, of a payment provider and of GitHub to the deployed stack. The source files are deployed with the flows.

import assert from "node:assert/strict";
import { githubExamples } from "#support/github-examples.ts";
import { githubHeaders, shopifyHeaders, stripeHeaders } from "#support/signed-requests.ts";
import type { Deployed } from "./deployed.ts";

const SECRET = "shop-secret";
const PAYMENTS_SECRET = "whsec_payments";
const CODE_SECRET = "code-secret";

/** GitHub sends this many at the same time in the test. */
const AT_ONCE = 8;

/** Sets the secrets of the sources, and sends them requests. */
export async function takeSignedRequests(deployed: Deployed): Promise<void> {
  const secrets = { shop: SECRET, payments: PAYMENTS_SECRET, code: CODE_SECRET };
  await deployed.stack.replaceSecret("TargetSecrets", JSON.stringify(secrets));
  await takeShopOrder(deployed);
  await takePayment(deployed);
  await takeGitHubExamples(deployed);
}

/** An order of the shop becomes a webhook; a request with another signature is refused. */
async function takeShopOrder({ stack, receiver }: Deployed): Promise<void> {
  const order = { id: 7, OrderId: "shop-1", Items: [{ Name: "Käse", Price: 9.5 }], total_price: "9.50" };
  const body = JSON.stringify({ ...order, email: "jon@customer.example", customer: { first_name: "Jön" } });
  const now = { "x-shopify-triggered-at": new Date().toISOString() };
  const signed = shopifyHeaders(SECRET, body, "orders/create", now);
  const forged = await stack.send(body, shopifyHeaders("other", body, "orders/create", now), "/sources/shop");
  assert.equal(forged.status, 401, forged.body);
  const accepted = await stack.send(body, signed, "/sources/shop");
  assert.equal(accepted.status, 202, accepted.body);
  const [webhook] = await receiver.requests("shop-1", 1);
  assert.deepEqual(JSON.parse(webhook?.body ?? ""), {
    says: "thanks",
    to: "Jön at jon@customer.example",
    items: [{ Name: "Käse", Price: 9.5 }],
  });
  assert.match(webhook?.headers["webhook-id"] ?? "", new RegExp(`^${JSON.parse(accepted.body).event_id}:good:`));
  const unmapped = await stack.send(body, { ...signed, "x-shopify-topic": "products/update" }, "/sources/shop");
  assert.deepEqual([unmapped.status, JSON.parse(unmapped.body).ignored], [202, 1]);
  assert.equal((await stack.send(body, signed, "/sources/unknown")).status, 404);
}

/** A charge of Stripe becomes a webhook; the same request is refused when its signature is an hour old. */
async function takePayment({ stack, receiver }: Deployed): Promise<void> {
  const seconds = Math.floor(Date.now() / 1_000);
  const charge = {
    object: "charge",
    OrderId: "charge-1",
    Items: [{ Name: "Mug", Price: 9.5 }],
    amount: 950,
    currency: "eur",
    receipt_email: "aki@customer.example",
  };
  const body = JSON.stringify({ id: "evt_1", type: "charge.succeeded", created: seconds, data: { object: charge } });
  const old = await stack.send(body, stripeHeaders(PAYMENTS_SECRET, body, seconds - 3_600), "/sources/payments");
  assert.equal(old.status, 401, old.body);
  const accepted = await stack.send(body, stripeHeaders(PAYMENTS_SECRET, body, seconds), "/sources/payments");
  assert.equal(accepted.status, 202, accepted.body);
  assert.match(accepted.body, /"event_id"/);
  const [webhook] = await receiver.requests("charge-1", 1);
  const { to, items } = JSON.parse(webhook?.body ?? "{}");
  assert.match(to, /aki@customer\.example$/);
  assert.deepEqual(items, charge.Items);
}

/** Every payload of GitHub's webhooks, signed by GitHub's library, is an event, or is ignored because no one sent it. */
async function takeGitHubExamples({ stack }: Deployed): Promise<void> {
  const left = githubExamples().entries();
  const results = { event_id: 0, ignored: 0 };
  const send = async () => {
    for (const [index, { name, body }] of left) {
      const text = JSON.stringify(body);
      const headers = { ...(await githubHeaders(CODE_SECRET, text, name)), "x-github-delivery": `delivery-${index}` };
      const answer = await stack.send(text, headers, "/sources/code");
      assert.equal(answer.status, 202, `${name}: ${answer.body}`);
      results["ignored" in JSON.parse(answer.body) ? "ignored" : "event_id"] += 1;
      assert.ok(!answer.body.includes("dead_lettered"), `${name}: ${answer.body}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  assert.ok(results.event_id > 100 && results.ignored < 20, JSON.stringify(results));
}
