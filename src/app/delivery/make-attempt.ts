// One attempt: find what to send, render it, sign it, POST it, and judge what came of it. Whatever happens short of
// broken infrastructure ends as an `Attempt`, with its reason.

import { deliveryId } from "#core/delivery/delivery-id.ts";
import { classify, type Outcome, type TargetAnswer } from "#core/delivery/outcome.ts";
import { describeReason, OWN_REASONS, type Reason } from "#core/delivery/reasons.ts";
import type { Attempt, RecordedRequest } from "#core/delivery/record.ts";
import { parseRetryAfter } from "#core/delivery/retry-after.ts";
import { nextAttemptAt, type RetryPolicy } from "#core/delivery/retry-policy.ts";
import { DEFAULT_RETRY_RULES, type RetryRules } from "#core/delivery/retry-rules.ts";
import type { HmacSha256Base64 } from "#core/delivery/signature.ts";
import { webhookHeaders } from "#core/delivery/webhook-headers.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import type { FlowCatalogue } from "../flows/catalogue.ts";
import type { Organization } from "../organization.ts";
import type { Now, Random, Secrets, WebhookTarget } from "../ports.ts";
import { type FoundWebhook, findWebhook } from "./find-webhook.ts";
import { type RenderedRequest, renderRequest } from "./render-request.ts";

/** What an attempt needs. */
export interface AttemptPorts extends Organization {
  readonly catalogue: FlowCatalogue;
  readonly secrets: Secrets;
  readonly target: WebhookTarget;
  readonly now: Now;
  readonly random: Random;
  readonly hmac: HmacSha256Base64;
  /** Flowhook's version, for the user agent. */
  readonly version: string;
}

/** An attempt, and the request where there was one. */
export interface AttemptMade {
  readonly attempt: Attempt & { readonly reason?: Reason };
  readonly request?: RecordedRequest;
}

/** What an attempt came to, before it is known when the next one is due. */
interface Result {
  readonly outcome: {
    readonly type: Outcome["type"] | "parked";
    readonly reason?: Reason;
    readonly retryAfterMs?: number;
  };
  readonly status?: number;
  readonly detail?: string;
  readonly response?: string;
  readonly request?: RecordedRequest;
}

/** Makes one attempt of a delivery. Rejects only when nothing can be said of it, so that it is made again. */
export async function makeAttempt(ports: AttemptPorts, message: DeliveryMessage): Promise<AttemptMade> {
  const at = ports.now();
  const { flows } = await ports.catalogue.current();
  const found = findWebhook(flows, message);
  const { outcome, request, ...seen } = await resultOf(ports, found, message, at);
  const now = ports.now();
  const { policy } = found.ok ? found.webhook.retries : DEFAULT_RETRY_RULES;
  const next = outcome.type === "retry" ? whenNext(ports, message, { at, now, ...outcome }, policy) : undefined;
  const attempt: AttemptMade["attempt"] = {
    round: message.round,
    attempt: message.attempt,
    at,
    duration_ms: now - at,
    outcome: outcome.type === "retry" ? (next === undefined ? "failed" : "retrying") : outcome.type,
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...seen,
    ...(next === undefined ? {} : { next_attempt_at: next }),
  };
  return { attempt, ...(request ? { request } : {}) };
}

async function resultOf(
  ports: AttemptPorts,
  found: FoundWebhook,
  message: DeliveryMessage,
  at: number,
): Promise<Result> {
  if (!found.ok) return { outcome: { type: "failed", reason: found.reason }, detail: found.detail };
  return found.needsApproval && !message.approved
    ? park(ports, found.webhook, message)
    : send(ports, found.webhook, message, at);
}

/** Renders a delivery and leaves it for a person to look at, instead of sending it. */
async function park(ports: AttemptPorts, webhook: WebhookStep, message: DeliveryMessage): Promise<Result> {
  const rendered = await renderRequest(webhook, message, ports);
  if (!rendered.ok) return unrendered(rendered);
  const reason = "waits-for-approval";
  return { outcome: { type: "parked", reason }, detail: describeReason(reason), request: rendered.recorded };
}

function unrendered({ reason, detail, recorded }: Extract<RenderedRequest, { ok: false }>): Result {
  return { outcome: { type: OWN_REASONS[reason].retried ? "retry" : "failed", reason }, detail, request: recorded };
}

async function send(ports: AttemptPorts, webhook: WebhookStep, message: DeliveryMessage, at: number): Promise<Result> {
  const rendered = await renderRequest(webhook, message, ports);
  if (!rendered.ok) return unrendered(rendered);
  const request = rendered.recorded;
  const headers = webhookHeaders(
    {
      deliveryId: deliveryId({ event_id: message.event.id, flow_id: message.flow_id, action_id: message.action_id }),
      flowId: message.flow_id,
      actionId: message.action_id,
      attempt: message.attempt,
      at,
      body: rendered.body,
      flowHeaders: rendered.flowHeaders,
    },
    { version: ports.version, secrets: await ports.secrets.signing(), hmac: ports.hmac },
  );
  const { url, body, hidden } = rendered;
  const answer = await ports.target.post({ url, headers, body, hidden });
  return { ...judge(answer, webhook.retries, ports.now()), ...seen(answer), request };
}

function judge(answer: TargetAnswer, retries: RetryRules, now: number): Pick<Result, "outcome" | "detail"> {
  const outcome = classify(answer, retries.statusCodes);
  if (outcome.type === "delivered") return { outcome: { type: "delivered" } };
  const detail = describeReason(outcome.reason, outcome.status);
  const retryAfter = outcome.type === "retry" ? outcome.retryAfter : undefined;
  const asked = retryAfter && parseRetryAfter(retryAfter, now, retries.longestRetryAfterMs);
  const wait = asked ? { retryAfterMs: asked } : {};
  return { outcome: { type: outcome.type, reason: outcome.reason, ...wait }, detail };
}

function seen(answer: TargetAnswer): Pick<Result, "status" | "response" | "detail"> {
  if (answer.type === "unanswered") return { detail: `${describeReason(answer.reason)} ${answer.detail}`.trim() };
  return { status: answer.status, ...(answer.excerpt === "" ? {} : { response: answer.excerpt }) };
}

interface Failed {
  readonly at: number;
  readonly now: number;
  readonly retryAfterMs?: number;
}

function whenNext(
  ports: AttemptPorts,
  message: DeliveryMessage,
  { at, now, retryAfterMs }: Failed,
  policy: RetryPolicy,
) {
  const roundStartedAt = message.round_started_at ?? at;
  const failed = { attempt: message.attempt, roundStartedAt, now, random: ports.random(), retryAfterMs };
  return nextAttemptAt(failed, policy);
}
