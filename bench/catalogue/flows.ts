// Flows of 1.8 kB, each with a filter, a wait and different texts.

import { createHash } from "node:crypto";
import { type Flow, flowSchema } from "#core/flow/flow.ts";
import { mixedFilter } from "../subjects/mixed-filters.ts";

/** The size of a stored flow, in bytes. */
export const FLOW_BYTES = 1_800;

const LINES = "{% for item in event.Items %}{{ item.Name }}, {{ item.Quantity }} at {{ item.Price }}; {% endfor %}";

/** Returns flow number `number`, counted from 1. */
export function realisticFlow(number: number, name = `Orders of shop ${number}`): Flow {
  const bare = flowOf(number, name, "");
  const text = words(number, FLOW_BYTES - JSON.stringify(bare).length);
  return flowOf(number, name, text);
}

function flowOf(number: number, name: string, text: string): Flow {
  return flowSchema.parse({
    id: `flow-${number}`,
    name,
    status: "live",
    definition: {
      triggers: [{ type: "metric", id: "Placed Order", trigger_filter: { condition_groups: mixedFilter(number) } }],
      profile_filter: { condition_groups: [{ conditions: [segment(number)] }] },
      entry_action_id: "wait",
      actions: [
        { id: "wait", type: "time-delay", data: { unit: "minutes", value: 5 }, links: { next: "send" } },
        {
          id: "send",
          type: "send-webhook",
          data: { status: "live", message: message(number, text) },
          links: { next: null },
        },
      ],
    },
  });
}

function segment(number: number): object {
  const filter = { type: "string", operator: "equals", value: `segment-${number}` };
  return { type: "profile-property", property: "properties['Segment']", filter };
}

function message(number: number, text: string): object {
  return {
    name: "Tell the partner",
    url: `https://api.partner-${number % 500}.example/v1/orders`,
    headers: { "x-api-key": `{{ secrets.partner_${number % 500} }}`, "x-source": "flowhook" },
    body: {
      order: "{{ event.OrderId }}",
      customer: { name: "{{ first_name }} {{ last_name }}", email: "{{ email }}" },
      address: { city: "{{ event.ShippingAddress.City }}", zip: "{{ event.ShippingAddress.Zip }}" },
      lines: LINES,
      text,
    },
  };
}

/** Returns a text of words that differs between flows and compresses as texts do. */
function words(number: number, length: number): string {
  const parts: string[] = [];
  for (let block = 0; parts.join(" ").length < length; block++) {
    const digest = createHash("sha256").update(`${number} ${block}`).digest();
    for (const byte of digest) parts.push(VOCABULARY[byte % VOCABULARY.length] ?? "");
  }
  return parts.join(" ").slice(0, length);
}

const VOCABULARY = (
  "thank you for your order we will let know as soon it is on its way to in the meantime have a look at what others " +
  "bought with this tea pot cup socks winter sale member points birthday gift card shipping free from Vienna Graz Linz"
).split(" ");
