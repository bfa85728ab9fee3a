// Renders the webhooks of a flow for an event, whatever the flow's conditions and delays.

import type { Event } from "#core/event/event.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { readHeldBack } from "../targets/held-back.ts";
import { metricCheck } from "./explain-entry.ts";
import { type ShownWebhook, type ShowPorts, showWebhook } from "./show-webhook.ts";

/** The rendered webhooks of a flow. */
export interface RenderedFlow {
  readonly flow_id: string;
  readonly name: string;
  /** In the order of the flow's actions, each at the time when the event was received. */
  readonly webhooks: readonly ShownWebhook[];
  readonly notes: readonly string[];
}

/** Renders the webhooks of a flow, or only the one of `actionId`; the list is empty if the flow lacks it. */
export async function renderFlow(
  ports: ShowPorts,
  flow: RunnableFlow,
  event: Event,
  actionId?: string,
): Promise<RenderedFlow> {
  const asked = [...flow.webhooks.values()].filter(({ id }) => actionId === undefined || id === actionId);
  const webhooks: ShownWebhook[] = [];
  const heldBack = await readHeldBack(ports);
  for (const webhook of asked) {
    const shown = await showWebhook(ports, webhook, event, event.received_at);
    const held_back = heldBack(flow.id, webhook);
    webhooks.push({ ...shown, ...(held_back ? { held_back } : {}) });
  }
  return { flow_id: flow.id, name: flow.name, webhooks, notes: notStarting(flow, event) };
}

function notStarting(flow: RunnableFlow, event: Event): string[] {
  const metric = metricCheck(flow, event);
  if (!metric.passes) return [`This event would not start the flow. ${metric.says}`];
  if (flow.conditions === undefined || flow.conditions.matches(event, event.received_at)) return [];
  return [
    "This event would not start the flow: it does not match the trigger filter. Run flowhook explain to see why.",
  ];
}
