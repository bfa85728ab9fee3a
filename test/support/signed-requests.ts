// Requests as the senders sign them, by the rules of each sender's documentation or by its own library.

import { createHmac } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";

/** The headers of a request, by their names in lower case. */
export type SignedHeaders = Record<string, string>;

/** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries */
export function shopifyHeaders(secret: string, body: string, topic: string, more: SignedHeaders = {}): SignedHeaders {
  return {
    "content-type": "application/json",
    "x-shopify-topic": topic,
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
    "x-shopify-shop-domain": "candles.myshopify.com",
    "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    "x-shopify-event-id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
    "x-shopify-triggered-at": "2026-11-24T09:30:00.877041743Z",
    ...more,
  };
}

/** https://docs.stripe.com/webhooks#verify-manually */
export function stripeHeaders(secret: string, body: string, seconds: number): SignedHeaders {
  const v1 = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  const v0 = "6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39";
  return { "content-type": "application/json; charset=utf-8", "stripe-signature": `t=${seconds},v1=${v1},v0=${v0}` };
}

/** GitHub's own library signs the body. */
export async function githubHeaders(secret: string, body: string, event: string): Promise<SignedHeaders> {
  return {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-hub-signature-256": await sign(secret, body),
  };
}

/** The library of Standard Webhooks signs the body. */
export function standardHeaders(secret: string, body: string, seconds: number, id = "msg_1"): SignedHeaders {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": String(seconds),
    "webhook-signature": new Webhook(secret).sign(id, new Date(seconds * 1_000), body),
  };
}
