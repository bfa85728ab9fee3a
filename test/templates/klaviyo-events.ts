// Events in the shapes of Klaviyo's integrations, and the JSON that a body in Klaviyo's syntax renders to.

import type { Profile } from "#core/event/profile.ts";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { templateScope } from "#templates/template-scope.ts";
import { compiled } from "./sample-order.ts";

interface Sent {
  readonly profile?: Profile;
  readonly properties?: unknown;
  readonly value?: number;
  readonly unique_id?: string;
}

const ORGANIZATION = { name: "The Mug Shop", url: "https://shop.example/" };
const NOW = Date.parse("2024-03-01T08:30:00Z");

/** The JSON that a body renders to, for an event that was received on 1 March 2024. */
export function rendered(body: string, { profile, properties, ...sent }: Sent): unknown {
  const event = {
    id: "evt_1",
    metric: "Any",
    profile: profile ?? { email: "shah@example.com" },
    // Parsed as events are.
    properties: parseJson(JSON.stringify(properties ?? {})) as JsonObject,
    time: NOW,
    received_at: NOW,
    ...sent,
  };
  const result = compiled({ body }).renderBody(templateScope(event, ORGANIZATION, NOW, "Europe/Vienna"));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return JSON.parse(result.value);
}

export const SHAH: Profile = {
  email: "shah@example.com",
  phone_number: "+15005550006",
  first_name: "shah",
  last_name: "Karim",
  external_id: "crm-77",
  location: { address1: "1 Long Lane", city: "Boston", region: "MA", country: "US", zip: "02110" },
  properties: {
    "Loyalty Points": 151,
    "Preferred Language": "en-us",
    Birthday: "1990-03-15",
    $consent: ["email", "sms"],
    $source: -6,
    interests: "mugs, plates,tea",
  },
};

export const LINE_ITEMS = [
  {
    sku: "MUG-BL",
    title: "blue mug",
    quantity: 1,
    price: "12.50",
    line_price: "12.50",
    variant_id: 40001,
    gift: true,
    product: { title: "Blue mug with a very long name", images: [{ src: "https://cdn.example/mug.png" }] },
  },
  {
    sku: "PLT-4",
    title: 'plate 10"',
    quantity: 4,
    price: "4.35",
    line_price: "17.40",
    variant_id: 40002,
    gift: false,
    product: { title: "Plate", images: [] },
  },
];
