// The flows of the deploy test. They are written for each run, because the port of the receiver changes.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A flow that starts on a metric and sends a webhook to a path of the receiver. */
export interface TestFlow {
  readonly id: string;
  readonly metric: string;
  readonly path: string;
  /** Another name of this machine, which makes a separate target of the same receiver. */
  readonly host?: string;
  /** A text of the webhook, in addition to the order. */
  readonly says: string;
  /** Delays the webhook by minutes, sends it once to each profile, and not if an event of this metric has happened since. */
  readonly reminder?: { readonly minutes: number; readonly unless: string };
}

/** Makes these the only flows of a directory. */
export function writeFlows(directory: string, receiver: string, flows: readonly TestFlow[]): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const flow of flows) writeFileSync(join(directory, `${flow.id}.yaml`), flowFile(receiver, flow));
}

function flowFile(receiver: string, { id, metric, path, host, says, reminder }: TestFlow): string {
  const target = host === undefined ? receiver : receiver.replace("127.0.0.1", host);
  return `id: ${id}
name: ${id}
status: live
definition:
  triggers: [{ type: metric, id: ${metric} }]
  entry_action_id: ${reminder ? "wait" : "send"}
${reminder ? reminderParts(reminder) : "  actions:"}
    - id: send
      type: send-webhook
      data:
        status: live
        message:
          name: Tell the receiver
          url: ${target}${path}
          headers: { X-Test: "{{ event.OrderId }}" }
          body:
            says: ${says}
            to: "{{ person.first_name }} at {{ person.email }}"
            items: "{{ event.Items }}"
`;
}

function reminderParts({ minutes, unless }: NonNullable<TestFlow["reminder"]>): string {
  return `  reentry_criteria: { unit: alltime, duration: 0 }
  profile_filter:
    condition_groups:
      - conditions:
          - type: profile-metric
            metric_id: ${unless}
            measurement: count
            measurement_filter: { type: numeric, operator: equals, value: 0 }
            timeframe_filter: { type: date, operator: flow-start }
  actions:
    - id: wait
      type: time-delay
      data: { unit: minutes, value: ${minutes} }
      links: { next: send }`;
}
