// From a checked flow to one that can run. Templates are compiled here, so a flow whose templates can't work is
// refused at the same place and in the same form as any other bad flow.

import { compileConditionGroups } from "#core/filters/condition-groups.ts";
import type { SendWebhookAction } from "#core/flow/actions.ts";
import type { Flow } from "#core/flow/flow.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { compileWebhookTemplate } from "#templates/webhook-template.ts";
import type { LiveFlow, LiveWebhook } from "./live-flow.ts";

/** A flow ready to run, or what is wrong with its templates; pointers lead into the flow file. */
export type CompiledFlow =
  | { readonly ok: true; readonly flow: LiveFlow }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles a flow that `checkFlow` accepted. */
export function compileFlow(flow: Flow): CompiledFlow {
  const problems: Problem[] = [];
  const webhooks = new Map<string, LiveWebhook>();
  flow.definition.actions.forEach((action, index) => {
    if (action.type !== "send-webhook") return;
    const compiled = compileWebhook(action, index);
    if (compiled.ok) webhooks.set(action.id, compiled.webhook);
    else problems.push(...compiled.problems);
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, flow: toLiveFlow(flow, webhooks) };
}

type CompiledWebhook = { ok: true; webhook: LiveWebhook } | { ok: false; problems: readonly Problem[] };

function compileWebhook(action: SendWebhookAction, index: number): CompiledWebhook {
  const { message, status } = action.data;
  const compiled = compileWebhookTemplate({
    url: message.url,
    headers: message.headers ?? {},
    body: message.body ?? null,
  });
  if (!compiled.ok) {
    const at = jsonPointer(["definition", "actions", index, "data", "message"]);
    return { ok: false, problems: compiled.problems.map((found) => ({ ...found, pointer: at + found.pointer })) };
  }
  const next = action.links?.next;
  return {
    ok: true,
    webhook: {
      id: action.id,
      live: status === "live",
      template: compiled.template,
      source: message,
      target: originOf(message.url),
      headerTemplates: message.headers ?? {},
      ...(next == null ? {} : { next }),
    },
  };
}

function toLiveFlow(flow: Flow, webhooks: ReadonlyMap<string, LiveWebhook>): LiveFlow {
  const [trigger] = flow.definition.triggers;
  if (trigger?.type !== "metric") throw new Error(`Flow ${flow.id} was compiled without being checked`);
  return {
    id: flow.id,
    name: flow.name,
    live: flow.status === "live",
    metric: trigger.id,
    ...(trigger.trigger_filter ? { conditions: compileConditionGroups(trigger.trigger_filter.condition_groups) } : {}),
    entryActionId: flow.definition.entry_action_id,
    webhooks,
    source: flow,
  };
}

/** Scheme, host and port, which a URL template holds literally. */
function originOf(url: string): string {
  return (/^[a-z]+:\/\/[^/?#{]+/i.exec(url)?.[0] ?? url).toLowerCase();
}
