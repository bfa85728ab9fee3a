// A shop's signed request to the deployed stack. Its source file is deployed with the flows.

import assert from "node:assert/strict";
import { shopifyHeaders } from "#support/signed-requests.ts";
import type { Deployed } from "./deployed.ts";

const SECRET = "shop-secret";

/** An order of the shop becomes a webhook; a request with another signature is refused. */
export async function takeShopOrder({ stack, receiver }: Deployed): Promise<void> {
  const order = { id: 7, OrderId: "shop-1", Items: [{ Name: "Käse", Price: 9.5 }], total_price: "9.50" };
  const body = JSON.stringify({ ...order, email: "jon@customer.example", customer: { first_name: "Jön" } });
  const now = { "x-shopify-triggered-at": new Date().toISOString() };
  const signed = shopifyHeaders(SECRET, body, "orders/create", now);
  await stack.replaceSecret("TargetSecrets", JSON.stringify({ shop: SECRET }));
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
