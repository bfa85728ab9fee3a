// As much of a flow as its deliveries depend on: whether it runs, and its webhooks. The dispatcher reads no more than that,
// and so brings none of what conditions are made of.

import * as z from "zod";
import { type SendWebhookAction, sendWebhookActionSchema } from "../flow/send-webhook.ts";
import { isActive, type Status, statusSchema } from "../flow/status.ts";
import { type WebhookStep, webhookStep } from "./steps.ts";

/** A flow's webhooks. Every runnable flow is one of these. */
export interface FlowWebhooks {
  readonly id: string;
  readonly status: Status;
  /** Whether its deliveries are sent, or wait for approval. */
  readonly active: boolean;
  readonly webhooks: ReadonlyMap<string, WebhookStep>;
}

/** What of a stored flow is read: it was checked as a whole before it was stored. */
const storedSchema = z.object({
  id: z.string(),
  status: statusSchema,
  definition: z.object({ actions: z.array(z.looseObject({ type: z.string() })) }),
});

/** Reads the webhooks of a stored flow; throws for one that was not checked. */
export function parseFlowWebhooks(stored: unknown): FlowWebhooks {
  const { id, status, definition } = storedSchema.parse(stored);
  const actions = definition.actions.filter(({ type }) => type === "send-webhook").map(parseAction);
  const webhooks = new Map(actions.map((action) => [action.id, webhookStep(action)]));
  return { id, status, active: isActive(status), webhooks };
}

function parseAction(action: unknown): SendWebhookAction {
  return sendWebhookActionSchema.parse(action);
}
