// Renders a delivery as the request to send and as the request to record, which holds no secrets.

import type { OwnReason } from "#core/delivery/reasons.ts";
import type { RecordedRequest } from "#core/delivery/record.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { templateScope } from "#templates/template-scope.ts";
import type { Organization } from "../organization.ts";
import { readValues, type SecretValues } from "./read-secrets.ts";
import type { Secrets } from "./sending-ports.ts";
import { webhookTemplate } from "./webhook-template.ts";

/** Replaces a secret in the recorded URL. */
const HIDDEN = "***";

/** A rendered request, or the reason why it could not be rendered. */
export type RenderedRequest =
  | {
      readonly ok: true;
      readonly url: string;
      readonly flowHeaders: Readonly<Record<string, string>>;
      readonly body: string;
      readonly recorded: RecordedRequest;
      /** The secrets that it reads. */
      readonly values: SecretValues;
      /** Its secret texts, which the target may repeat in its answer. */
      readonly hidden: readonly string[];
      /** True if the owners of all its secrets allow the target's answer to be shown. */
      readonly showAnswer: boolean;
    }
  | {
      readonly ok: false;
      readonly reason: OwnReason;
      readonly detail: string;
      readonly recorded: RecordedRequest;
    };

/**
 * Renders a delivery. An automatic retry keeps the body of its round's first attempt; URL and headers are rendered again.
 */
export async function renderRequest(
  webhook: WebhookStep,
  message: DeliveryMessage,
  { secrets, organization, organizationZone }: Organization & { readonly secrets: Secrets },
): Promise<RenderedRequest> {
  const template = webhookTemplate(webhook.message);
  const scope = templateScope(message.event, organization, message.due_at, organizationZone);
  const shown = template.renderUrl(scope, Object.fromEntries(template.secrets.map((name) => [name, HIDDEN])));
  const unsent = {
    url: shown.ok ? shown.value : webhook.message.url,
    headers: webhook.message.headers ?? {},
    ...(message.body === undefined ? {} : { body: message.body }),
  };

  const read = await readValues(secrets, webhook.message, message.secrets_since);
  if (!read.ok) return { ...read, recorded: unsent };
  const { values, showAnswer } = read;
  const body = message.body === undefined ? template.renderBody(scope) : ({ ok: true, value: message.body } as const);
  if (!body.ok) return { ok: false, ...failed(body.problem), recorded: unsent };
  const recorded = { ...unsent, body: body.value };
  const url = template.renderUrl(scope, values);
  if (!url.ok) return { ok: false, ...failed(url.problem), recorded };
  const flowHeaders = template.renderHeaders(scope, values);
  if (!flowHeaders.ok) return { ok: false, ...failed(flowHeaders.problem), recorded };
  const sent = { url: url.value, headers: flowHeaders.value };
  const hidden = secretParts({ ...sent, values: Object.values(values), recorded });
  return { ok: true, url: sent.url, flowHeaders: sent.headers, body: body.value, recorded, values, hidden, showAnswer };
}

function failed(problem: { pointer: string; line?: number; column?: number; message: string }) {
  const place = problem.line === undefined ? "" : `, line ${problem.line}, column ${problem.column ?? 1}`;
  return { reason: "template-failed", detail: `${problem.pointer}${place}: ${problem.message}` } as const;
}

/** A request with its secrets, and the form of it that may be recorded. */
export interface RequestWithSecrets {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The values of the secrets that its templates read. */
  readonly values: readonly string[];
  readonly recorded: RecordedRequest;
}

/**
 * The secret texts of a request: the values that its templates read, and the texts that filters made of them. The target may repeat any
 * of them in its answer, which is recorded. Empty if the request reads no secret.
 */
export function secretParts({ url, headers, values, recorded }: RequestWithSecrets): readonly string[] {
  if (values.length === 0) return [];
  const written = Object.entries(recorded.headers).filter(([, template]) => /\bsecrets\b/.test(template));
  return [...values, ...written.map(([name]) => headers[name] ?? ""), ...differingParts(url, recorded.url)];
}

/** Shorter parts of a URL are words that answers hold anyway; a secret that short is one of the values. */
const SHORTEST_PART = 4;

function differingParts(url: string, shown: string): string[] {
  if (url === shown) return [];
  const known = new Set(parts(shown));
  return parts(url).filter((part) => part.length >= SHORTEST_PART && !known.has(part));
}

function parts(url: string): string[] {
  return url.split(/[/?&=]/);
}
