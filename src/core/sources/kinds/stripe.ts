// Stripe's webhooks: https://docs.stripe.com/webhooks#verify-manually and https://docs.stripe.com/api/events/object

import { signatureMissing, timestampMissing, unixTime } from "../signed-request.ts";
import type { SourceKind } from "../source-kind.ts";

const SIGNATURE = "Stripe-Signature";

// Stripe writes amounts in the smallest unit of their currency: https://docs.stripe.com/currencies#minor-units. ISK and UGX have
// no decimals, but Stripe writes them with two.

/** Currencies without decimals. */
const NO_DECIMALS = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";

/** Currencies with three decimals. */
const THREE_DECIMALS = "bhd jod kwd omr tnd";

/** The amount of a refund, an invoice, a checkout and a charge, in the order of preference. */
const AMOUNT =
  "{% if body.type == 'charge.refunded' %}{% assign amount = body.data.object.amount_refunded %}" +
  "{% elif body.data.object.amount_total %}{% assign amount = body.data.object.amount_total %}" +
  "{% elif body.data.object.object == 'invoice' %}{% assign amount = body.data.object.total %}" +
  "{% else %}{% assign amount = body.data.object.amount %}{% endif %}";

/**
 * The kind `stripe`. Payments and invoices have the names of Klaviyo's integration with Stripe. An event that names no customer is
 * left out.
 */
export const stripeKind: SourceKind = {
  readSignature(headers) {
    const fields = (headers[SIGNATURE.toLowerCase()] ?? "").split(",").map((field) => field.trim().split("=", 2));
    const values = (wanted: string) => fields.flatMap(([name, value]) => (name === wanted && value ? [value] : []));
    const signatures = values("v1");
    if (signatures.length === 0) return signatureMissing(SIGNATURE);
    const [timestamp] = values("t");
    const signedAt = unixTime(timestamp);
    if (signedAt === undefined) return timestampMissing(SIGNATURE);
    return {
      ok: true,
      form: { algorithm: "sha256", encoding: "hex" },
      signatures,
      signedAt,
      content: (body) => [`${timestamp}.`, body],
    };
  },
  mapping: {
    topic: "{{ body.type }}",
    when: "{% firstof body.data.object.customer body.data.object.receipt_email body.data.object.billing_details.email body.data.object.customer_email body.data.object.customer_details.email body.data.object.email %}",
    metrics: {
      "charge.succeeded": "Successful Payment",
      "charge.failed": "Failed Payment",
      "charge.refunded": "Refunded Payment",
      "invoice.finalized": "Issued Invoice",
      "checkout.session.completed": "Completed Checkout",
      "customer.subscription.created": "Started Subscription",
      "customer.subscription.deleted": "Ended Subscription",
    },
    profile: {
      external_id: "{{ body.data.object.customer.id|default:body.data.object.customer }}",
      email:
        "{% firstof body.data.object.receipt_email body.data.object.billing_details.email body.data.object.customer_email body.data.object.customer_details.email body.data.object.email %}",
      phone_number:
        "{% firstof body.data.object.billing_details.phone body.data.object.customer_phone body.data.object.customer_details.phone body.data.object.phone %}",
    },
    properties: "{{ body.data.object }}",
    time: "{{ body.created }}",
    value:
      `${AMOUNT}{% if amount == nil %}{% elif body.data.object.currency in '${NO_DECIMALS}' %}{{ amount }}` +
      `{% elif body.data.object.currency in '${THREE_DECIMALS}' %}{{ amount|divided_by:1000.0 }}` +
      "{% else %}{{ amount|divided_by:100.0 }}{% endif %}",
    value_currency: "{{ body.data.object.currency }}",
    unique_id: "{{ body.id }}",
  },
};
