// Shopify's webhooks: https://shopify.dev/docs/apps/build/webhooks (headers),
// https://shopify.dev/docs/apps/build/webhooks/verify-deliveries (signatures) and
// https://shopify.dev/docs/apps/build/webhooks/ignore-duplicates. The metrics are those of Klaviyo's integration with Shopify:
// https://help.klaviyo.com/hc/en-us/articles/115005080447

import { signatureMissing } from "../signed-request.ts";
import type { SourceKind } from "../source-kind.ts";

const SIGNATURE = "X-Shopify-Hmac-Sha256";

/**
 * The kind `shopify`. As in Klaviyo, an order or a checkout without an email address and phone number is left out. A refund names no
 * customer (refunds/create), so an updated order with refunds counts as "Refunded Order", once for each refund. Shopify signs no
 * time; a request that is sent again has the same event id. Several requests may have one event id if one step in the shop changed
 * several things, so the id of the thing is added.
 */
export const shopifyKind: SourceKind = {
  readSignature(headers) {
    const signature = headers[SIGNATURE.toLowerCase()];
    if (!signature) return signatureMissing(SIGNATURE);
    return {
      ok: true,
      form: { algorithm: "sha256", encoding: "base64" },
      signatures: [signature],
      content: (body) => [body],
    };
  },
  mapping: {
    topic:
      "{% if headers.x-shopify-topic == 'orders/updated' and body.refunds %}orders/refunded" +
      "{% else %}{{ headers.x-shopify-topic }}{% endif %}",
    when: "{% firstof body.email body.customer.email body.phone body.customer.phone %}",
    metrics: {
      "checkouts/create": "Checkout Started",
      "checkouts/update": "Checkout Started",
      "orders/create": "Placed Order",
      "orders/fulfilled": "Fulfilled Order",
      "orders/partially_fulfilled": "Fulfilled Partial Order",
      "orders/cancelled": "Cancelled Order",
      "orders/refunded": "Refunded Order",
    },
    profile: {
      email: "{% firstof body.email body.customer.email %}",
      phone_number: "{% firstof body.phone body.customer.phone %}",
      first_name: "{{ body.customer.first_name }}",
      last_name: "{{ body.customer.last_name }}",
      location: {
        address1: "{% firstof body.shipping_address.address1 body.customer.default_address.address1 %}",
        address2: "{% firstof body.shipping_address.address2 body.customer.default_address.address2 %}",
        city: "{% firstof body.shipping_address.city body.customer.default_address.city %}",
        region: "{% firstof body.shipping_address.province body.customer.default_address.province %}",
        zip: "{% firstof body.shipping_address.zip body.customer.default_address.zip %}",
        country: "{% firstof body.shipping_address.country body.customer.default_address.country %}",
      },
      properties: { shopify_customer_id: "{{ body.customer.id }}", shopify_tags: "{{ body.customer.tags }}" },
    },
    time: "{% firstof headers.x-shopify-triggered-at body.updated_at body.created_at %}",
    value: "{{ body.total_price }}",
    value_currency: "{{ body.currency }}",
    unique_id:
      "{% if topic == 'orders/refunded' %}{{ body.id }}:refund:{{ body.refunds|length }}" +
      "{% elif topic == 'checkouts/create' or topic == 'checkouts/update' %}{{ body.token }}" +
      "{% elif headers.x-shopify-event-id %}{{ headers.x-shopify-event-id }}:{{ body.id }}" +
      "{% else %}{{ headers.x-shopify-webhook-id }}{% endif %}",
  },
};
