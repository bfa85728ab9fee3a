// The part of a flow that its deliveries depend on: its status and its webhooks. The dispatcher reads only this, so its bundle
// has no code for conditions.

import * as z from "zod";
import { type SendWebhookAction, sendWebhookActionSchema } from "../flow/send-webhook.ts";
import { inactiveFlow, isActive, type Status, statusSchema } from "../flow/status.ts";
import { property } from "../json.ts";
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
 * Reads the webhooks of a stored flow. If this release can't read them, a flow that is disabled or a draft lacks them, so that its
 * deliveries fail as those of a flow that is not live. Any other flow is an error with its id, as for `readStoredFlow`.
 */
export function parseFlowWebhooks(stored: unknown): FlowWebhooks {
  try {
    const { id, status, definition } = storedSchema.parse(stored);
    const actions = definition.actions.filter(({ type }) => type === "send-webhook").map(parseAction);
    const webhooks = new Map(actions.map((action) => [action.id, webhookStep(action)]));
    return { id, status, active: isActive(status), webhooks };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const inactive = inactiveFlow(stored);
    if (inactive !== undefined) return { ...inactive, active: false, webhooks: new Map() };
    const id = JSON.stringify(property(stored, "id"));
    throw new Error(`This release can't read the webhooks of flow ${id}. Correct its file and deploy it again.`, {
      cause: error,
    });
  }
}

function parseAction(action: unknown): SendWebhookAction {
  return sendWebhookActionSchema.parse(action);
}
