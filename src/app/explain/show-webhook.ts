// Shows a webhook for an event without its secrets. Each part is rendered separately, so that an error in one hides nothing
// in the others.

import type { Event } from "#core/event/event.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import type { Status } from "#core/flow/status.ts";
import { type JsonValue, property } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { keysOfPointer, type Problem } from "#core/problem.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { templateScope } from "#templates/template-scope.ts";
import type { WebhookTemplate } from "#templates/webhook-template.ts";
import type { SecretRefusal } from "../delivery/read-secrets.ts";
import { webhookTemplate } from "../delivery/webhook-template.ts";
import type { Organization } from "../organization.ts";
import type { HeldBack, HeldBackPorts } from "../targets/held-back.ts";
import { type MissingVariable, missingVariables } from "./missing-variables.ts";

/** Replaces a secret. */
const HIDDEN_SECRET = "***";

/** The ports of showing a webhook. */
export interface ShowPorts extends Organization, HeldBackPorts {
  /** Returns why a message to `origin` may not use a secret; absent if that is unknown here. */
  readonly secretRefusal?: (name: string, origin: string) => Promise<SecretRefusal | undefined>;
}

/** A webhook, and the request that would be sent. */
export interface ShownWebhook {
  readonly action_id: string;
  /** Its purpose, if the flow names it. */
  readonly name?: string;
  readonly status: Status;
  readonly request: ShownRequest;
  /** The problems that keep it from being sent; pointers lead into the message. */
  readonly problems: readonly RenderProblem[];
  readonly missing_variables: readonly MissingVariable[];
  /** Names of the secrets that URL and headers read. */
  readonly secrets: readonly string[];
  /** Why it is held back now; absent if it is not, or if that is unknown. */
  readonly held_back?: HeldBack;
}

/** A problem in a part of a message. */
export interface RenderProblem extends Problem {
  /** The line of the template that `line` names; without `line`, the only line of the template. */
  readonly source_line?: string;
}

/** A request without the parts that can't be rendered. Secrets are hidden. */
export interface ShownRequest {
  readonly method: "POST";
  readonly url?: string;
  /** Only the headers that the flow sets; Flowhook adds its own (content-type, user-agent, webhook-id and others). */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: JsonValue;
}

/** Renders a webhook for an event at the time of its step, in milliseconds since 1970. */
export async function showWebhook(
  ports: ShowPorts,
  step: WebhookStep,
  event: Event,
  at: number,
): Promise<Omit<ShownWebhook, "held_back">> {
  const template = webhookTemplate(step.message);
  const scope = templateScope(event, ports.organization, at, ports.organizationZone);
  const hidden = Object.fromEntries(template.secrets.map((name) => [name, HIDDEN_SECRET]));
  const url = template.renderUrl(scope, hidden);
  const headers = template.renderHeaders(scope, hidden);
  const body = template.renderBody(scope);
  const { name } = step.message;
  const failed = [url, headers, body].flatMap((rendered) =>
    rendered.ok ? [] : withSourceLine(rendered.problem, step.message),
  );
  return {
    action_id: step.id,
    ...(name == null ? {} : { name }),
    status: step.status,
    request: {
      method: "POST",
      ...(url.ok ? { url: url.value } : {}),
      ...(headers.ok ? { headers: headers.value } : {}),
      ...(body.ok ? { body: parseJson(body.value) } : {}),
    },
    problems: [...failed, ...(await refusedSecrets(ports, template))],
    missing_variables: missingVariables(template.variables, scope),
    secrets: template.secrets,
  };
}

function withSourceLine(problem: Problem, message: WebhookMessage): RenderProblem {
  const lines = templateAt(message, problem.pointer)?.trimEnd().split("\n") ?? [];
  const source_line = problem.line === undefined && lines.length > 1 ? undefined : lines[(problem.line ?? 1) - 1];
  return source_line === undefined ? problem : { ...problem, source_line };
}

/**
 * Returns the template at a pointer. A key of a body has the pointer of its value, so if both are templates, the result is
 * unknown.
 */
function templateAt(message: WebhookMessage, pointer: string): string | undefined {
  const keys = keysOfPointer(pointer);
  const value = keys.reduce(property, message);
  const key = keys.at(-1)?.includes("{") ? keys.at(-1) : undefined;
  if (typeof value !== "string") return key;
  return key !== undefined && value.includes("{") ? undefined : value;
}

async function refusedSecrets({ secretRefusal }: ShowPorts, template: WebhookTemplate): Promise<Problem[]> {
  if (secretRefusal === undefined) return [];
  const refusals = await Promise.all(template.secrets.map((name) => secretRefusal(name, template.origin)));
  return refusals.flatMap((refusal) =>
    refusal === undefined ? [] : [{ rule: refusal.reason, pointer: "", message: refusal.detail }],
  );
}
