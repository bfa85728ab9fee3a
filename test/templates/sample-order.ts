// An order as a shop sends it, and short ways to compile and render templates with it.

import type { Event } from "#core/event/event.ts";
import type { JsonObject, JsonValue } from "#core/json.ts";
import type { Problem } from "#core/problem.ts";
import { type TemplateScope, templateScope } from "#templates/template-scope.ts";
import { compileWebhookTemplate, type WebhookTemplate } from "#templates/webhook-template.ts";

/** Friday, 1 March 2024, 14:05:09 UTC. */
export const STEP_TIME = Date.UTC(2024, 2, 1, 14, 5, 9);

export const ORDER: Event = {
  id: "event-1",
  metric: "Placed Order",
  profile: {
    external_id: "customer-7",
    email: "shah@example.com",
    phone_number: "+15005550006",
    first_name: "Shah",
    last_name: "Karim",
    organization: "Example Ltd",
    title: "Buyer",
    location: { address1: "1 Long Lane", city: "Boston", region: "MA", country: "US", zip: "02110" },
    properties: { "Loyalty Points": 151, Birthday: "1990-05-17" },
  },
  properties: {
    OrderId: "A-1001",
    ItemCount: 2,
    Gift: false,
    Note: 'Leave it "by the door"\nplease',
    Items: [
      { ProductName: "Mug", Quantity: 1, ItemPrice: 12.5 },
      { ProductName: "Plate", Quantity: 4, ItemPrice: 4.35 },
    ],
    Tags: ["sale", "kitchen"],
    "Coupon Codes": ["SPRING"],
    $extra: { checkout_url: "https://shop.example/c/1" },
  },
  time: STEP_TIME - 5_000,
  value: 29.9,
  value_currency: "USD",
  unique_id: "order-1001",
  received_at: STEP_TIME - 4_000,
};

export const SCOPE: TemplateScope = templateScope(ORDER, { name: "The Shop", url: "https://shop.example" }, STEP_TIME);

/** The scope of an order with other properties. */
export function scopeOf(properties: JsonObject, profile: Partial<Event["profile"]> = {}): TemplateScope {
  return templateScope({ ...ORDER, properties, profile: { ...ORDER.profile, ...profile } }, {}, STEP_TIME);
}

/** A compiled message. @throws Error with its problems */
export function compiled(message: Partial<Parameters<typeof compileWebhookTemplate>[0]>): WebhookTemplate {
  const result = compileWebhookTemplate({ url: "https://api.example.com/hook", ...message });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.template;
}

/** The problems of a message. */
export function problemsOf(message: Partial<Parameters<typeof compileWebhookTemplate>[0]>): readonly Problem[] {
  const result = compileWebhookTemplate({ url: "https://api.example.com/hook", ...message });
  return result.ok ? [] : result.problems;
}

/** The text of a rendered body. @throws Error with its problem */
export function bodyText(body: JsonValue, scope: TemplateScope = SCOPE): string {
  const result = compiled({ body }).renderBody(scope);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

/** The value that one template renders to in an object body. */
export function renderedValue(template: string, scope: TemplateScope = SCOPE): unknown {
  return JSON.parse(bodyText({ value: template }, scope)).value;
}

/** The problem that fails the rendering of a body. */
export function bodyFailure(body: JsonValue, scope: TemplateScope = SCOPE): Problem | undefined {
  const result = compiled({ body }).renderBody(scope);
  return result.ok ? undefined : result.problem;
}
