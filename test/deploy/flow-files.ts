// The flows that the deploy test deploys: one that succeeds, one whose target does not know it, one whose target fails
// once. Written anew each time, since the receiver's port is.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A flow that starts on a metric and sends a webhook to a path of the receiver. */
export interface TestFlow {
  readonly id: string;
  readonly metric: string;
  readonly path: string;
  /** What the webhook says beside the order. */
  readonly says: string;
}

/** Makes these the only flows of a directory. */
export function writeFlows(directory: string, receiver: string, flows: readonly TestFlow[]): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const flow of flows) writeFileSync(join(directory, `${flow.id}.yaml`), flowFile(receiver, flow));
}

function flowFile(receiver: string, { id, metric, path, says }: TestFlow): string {
  return `id: ${id}
name: ${id}
status: live
definition:
  triggers: [{ type: metric, id: ${metric} }]
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data:
        status: live
        message:
          name: Tell the receiver
          url: ${receiver}${path}
          headers: { X-Test: "{{ event.OrderId }}" }
          body:
            says: ${says}
            to: "{{ person.first_name }} at {{ person.email }}"
            items: "{{ event.Items }}"
`;
}
