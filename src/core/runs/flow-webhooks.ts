// The part of a flow that its deliveries depend on: its status and its webhooks. The dispatcher reads only this, so its bundle
// has no code for conditions.

import * as z from "zod";
import { type SendWebhookAction, sendWebhookActionSchema } from "../flow/send-webhook.ts";
import { isActive, type Status, startsNothing, statusSchema } from "../flow/status.ts";
import { type WebhookStep, webhookStep } from "./steps.ts";

/** A flow's webhooks. Every runnable flow is one of these. */
export interface FlowWebhooks {
  readonly id: string;
  readonly status: Status;
  /** Whether its deliveries are sent or wait for approval. */
  readonly active: boolean;
  readonly webhooks: ReadonlyMap<string, WebhookStep>;
}

/** The fields that are read. The flow was checked as a whole before it was stored. */
const storedSchema = z.object({
  id: z.string(),
  status: statusSchema,
  definition: z.object({ actions: z.array(z.looseObject({ type: z.string() })) }),
});

/**
 * Reads the webhooks of a stored flow. If this release can't read them, returns undefined for a flow that is disabled or a draft,
 * and throws for any other flow, as `readStoredFlow` does.
 */
export function parseFlowWebhooks(stored: unknown): FlowWebhooks | undefined {
  try {
    const { id, status, definition } = storedSchema.parse(stored);
    const actions = definition.actions.filter(({ type }) => type === "send-webhook").map(parseAction);
    const webhooks = new Map(actions.map((action) => [action.id, webhookStep(action)]));
    return { id, status, active: isActive(status), webhooks };
  } catch (error) {
    if (error instanceof z.ZodError && startsNothing(stored)) return undefined;
    throw error;
  }
}

function parseAction(action: unknown): SendWebhookAction {
  return sendWebhookActionSchema.parse(action);
}
