// The flows of the bench: all live and on one metric, told apart by a trigger filter on the shop, so that just one
// matches bench/order.json however many there are. The payload is the one that relay.ts builds.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes `count` flow files into a new folder; their webhooks go to `target`. */
export async function writeFlows(folder: string, count: number, target: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let shop = 1; shop <= count; shop += 1) {
    await writeFile(join(folder, `shop-${shop}.yaml`), flowYaml(shop, target));
  }
}

/** One flow file: orders of one shop become webhooks. */
export function flowYaml(shop: number, target: string): string {
  return `id: shop-${shop}
name: Orders of shop ${shop}
status: live
definition:
  triggers:
    - type: metric
      id: Placed Order
      trigger_filter:
        condition_groups:
          - conditions:
              - type: metric-property
                field: Shop
                filter: { type: string, operator: equals, value: shop-${shop} }
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data:
        status: live
        message:
          name: Tell the shop's mailing house
          url: ${target}
          body:
            to:
              name: "{{ person.first_name }} {{ person.last_name }}"
              address: "{{ person.location.address1 }}"
              city: "{{ person.location.city }}"
              zip: "{{ person.location.zip }}"
            email: "{{ person.email }}"
            order: "{{ event.OrderId }}"
            items: "{{ event.Items }}"
            total: "{{ event|lookup:'$value' }}"
            currency: "{{ event|lookup:'$value_currency' }}"
            marker: "{{ event.Marker }}"
`;
}
