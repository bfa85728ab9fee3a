// The flows of the bench: all live, with filters of all kinds of which just one matches the bench's orders however many
// there are. The payload is the one that relay.ts builds.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mixedFilter } from "./mixed-filters.ts";

/** How many flows, and on how many metrics. */
export interface FlowCount {
  readonly flows: number;
  /** The flows take turns on them; orders come on the first. */
  readonly metrics?: number;
}

/** Writes flow files into a new folder; their webhooks go to `target`. */
export function writeFlows(folder: string, { flows, metrics = 1 }: FlowCount, target: string): void {
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= flows; number += 1) {
    writeFileSync(join(folder, `flow-${number}.yaml`), flowYaml(number, metrics, target));
  }
}

/** One flow file: orders of one kind become webhooks. */
export function flowYaml(number: number, metrics: number, target: string): string {
  const turn = (number - 1) % metrics;
  return `id: flow-${number}
name: Orders of kind ${number}
status: live
definition:
  triggers:
    - type: metric
      id: ${turn === 0 ? "Placed Order" : `Placed Order ${turn + 1}`}
      trigger_filter:
        condition_groups: ${JSON.stringify(mixedFilter(number))}
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data:
        status: live
        message:
          name: Tell the mailing house
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
