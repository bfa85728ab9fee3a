// A hundred targets, each with its flow. An event goes to a healthy target, by the last two digits of its order. Fifteen of a
// hundred events also go to another target, whose webhooks are not counted: it is healthy too, or fails, or is slow.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Aside } from "../arrivals/aside.ts";

/** Of a hundred targets so many fail, and so many are slow. */
export const FAILING = 10;
export const SLOW = 5;

/** All targets: one for each pair of digits. */
export const TARGETS = 100;

const COUNTED = TARGETS - FAILING - SLOW;

/** Writes the flows for these targets into a new folder; `faulty`: those that are not counted fail or are slow. */
export function writeTargetFlows(folder: string, targets: readonly string[], faulty: boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const [number, target] of targets.entries()) {
    // JSON is YAML.
    writeFileSync(join(folder, `target-${number}.yaml`), JSON.stringify(targetFlow(number, target, faulty)));
  }
}

/** The flow of one target. */
export function targetFlow(number: number, target: string, faulty: boolean): object {
  const counted = number < COUNTED;
  const shared = number + COUNTED;
  const orders = counted && shared < TARGETS ? [number, shared] : [number];
  const url = counted ? `${target}/hook` : `${target}/aside/${faulty ? faultOf(number) : "well"}`;
  const body = { order: "{{ event.OrderId }}", items: "{{ event.Items }}", email: "{{ person.email }}" };
  return {
    id: `target-${number}`,
    name: `Orders that end with ${orders.join(" or ")}`,
    status: "live",
    definition: {
      triggers: [
        {
          type: "metric",
          id: "Placed Order",
          trigger_filter: { condition_groups: [{ conditions: orders.map(endsWith) }] },
        },
      ],
      entry_action_id: "send",
      actions: [
        {
          id: "send",
          type: "send-webhook",
          data: {
            status: "live",
            message: { name: "Tell it", url, body: counted ? { ...body, marker: "{{ event.Marker }}" } : body },
          },
        },
      ],
    },
  };
}

function faultOf(number: number): Aside {
  return number < COUNTED + FAILING ? "failing" : "slow";
}

function endsWith(digits: number): object {
  const value = String(digits).padStart(2, "0");
  return { type: "metric-property", field: "OrderId", filter: { type: "string", operator: "ends-with", value } };
}
