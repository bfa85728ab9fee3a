// The parts of a flow file that can be read although other parts are wrong. The checks beyond the schema read these parts, so a
// misspelt field hides neither a dangling link nor a mistake in a template: all problems are reported at once.

import * as z from "zod";
import { property } from "../json.ts";
import { type Action, actionSchema } from "./actions.ts";
import type { Flow } from "./flow.ts";
import { actionIdSchema } from "./identifiers.ts";
import { type ActionLink, linksOf } from "./links.ts";
import { type ProfileFilter, profileFilterSchema } from "./profile-conditions.ts";
import { type WebhookMessage, webhookMessageSchema } from "./send-webhook.ts";
import { type Trigger, triggerSchema } from "./triggers.ts";

/** One entry of a flow's actions. */
export interface ActionPart {
  /** Its id as written, which may be invalid. */
  readonly id: string | undefined;
  /** Undefined if its shape is wrong. */
  readonly action: Action | undefined;
  /** The links that can be read. */
  readonly links: readonly ActionLink[];
  /** The message of a webhook, if its templates can be read. */
  readonly message: WebhookMessage | undefined;
}

/** The readable parts of a flow file. Entries keep the index that they have in the file. */
export interface FlowParts {
  /** Each undefined if its shape is wrong. */
  readonly triggers: readonly (Trigger | undefined)[];
  readonly profileFilter: ProfileFilter | undefined;
  readonly entry: string | undefined;
  readonly actions: readonly ActionPart[];
}

/** The parts of a flow whose shape is right. */
export function partsOfFlow({ definition }: Flow): FlowParts {
  return {
    triggers: definition.triggers,
    profileFilter: definition.profile_filter ?? undefined,
    entry: definition.entry_action_id,
    actions: definition.actions.map((action) => {
      const message = action.type === "send-webhook" ? action.data.message : undefined;
      return { id: action.id, action, links: linksOf(action), message };
    }),
  };
}

/** The parts of any value that a flow file may contain. */
export function readFlowParts(input: unknown): FlowParts {
  const definition = property(input, "definition");
  return {
    triggers: listAt(definition, "triggers").map((trigger) => read(triggerSchema, trigger)),
    profileFilter: read(profileFilterSchema, property(definition, "profile_filter")),
    entry: read(actionIdSchema, property(definition, "entry_action_id")),
    actions: listAt(definition, "actions").map(readAction),
  };
}

/** The fields of a message that hold templates. Other fields are ignored. */
const templatesSchema = z.object({
  url: webhookMessageSchema.shape.url,
  headers: webhookMessageSchema.shape.headers,
  body: webhookMessageSchema.shape.body,
});

function readAction(input: unknown): ActionPart {
  const message = property(property(input, "data"), "message");
  const isWebhook = property(input, "type") === "send-webhook";
  return {
    id: textAt(input, "id"),
    action: read(actionSchema, input),
    links: linksOf(input),
    message: isWebhook ? read(templatesSchema, message) : undefined,
  };
}

function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(input);
  return parsed.success ? parsed.data : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = property(value, key);
  return Array.isArray(found) ? found : [];
}

function textAt(value: unknown, key: string): string | undefined {
  const found = property(value, key);
  return typeof found === "string" ? found : undefined;
}
