// The current flows, reduced to the part that deliveries need.

import type { FlowWebhooks } from "#core/runs/flow-webhooks.ts";
import type { Now } from "../ports.ts";
import type { FlowStore } from "./flow-ports.ts";
import { type FlowMaker, keptFlows } from "./kept-flows.ts";

/** Returns the current webhooks to deliveries. A FlowCatalogue is one, too. */
export interface WebhookCatalogue {
  /** Returns the flows, live or not, by their ids; as fresh as a catalogue's. Rejects if they can't be read. */
  current(): Promise<{ readonly flows: ReadonlyMap<string, FlowWebhooks> }>;
}

/** Builds a catalogue of webhooks over a store; as `flowCatalogue` for the rest. */
export function webhookCatalogue(
  store: FlowStore<FlowWebhooks>,
  now: Now,
  onStaleFlowsUsed: (error: unknown) => void,
): WebhookCatalogue {
  return keptFlows(store, MAKER, now, onStaleFlowsUsed);
}

interface Kept {
  readonly version: string;
  readonly flows: ReadonlyMap<string, FlowWebhooks>;
}

const MAKER: FlowMaker<FlowWebhooks, Kept> = {
  fromAll: ({ version, flows }) => ({ version, flows: new Map(flows.map((flow) => [flow.id, flow])) }),
  withChanges(kept, { version, flows: changed, gone }) {
    const flows = new Map(kept.flows);
    for (const id of gone) flows.delete(id);
    for (const flow of changed) flows.set(flow.id, flow);
    return { version, flows };
  },
};
