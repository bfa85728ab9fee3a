// Renders a webhook with its secrets, signs it, POSTs it, and derives the delivery's outcome from the target's answer.

import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { classify, isUnauthorized, type Outcome, type TargetAnswer } from "#core/delivery/outcome.ts";
import { describeReason, OWN_REASONS, type Reason } from "#core/delivery/reasons.ts";
import type { RecordedRequest } from "#core/delivery/record.ts";
import { parseRetryAfter } from "#core/delivery/retry-after.ts";
import type { RetryRules } from "#core/delivery/retry-policy.ts";
import type { HmacSha256Base64, SigningSecret } from "#core/delivery/signature.ts";
import { webhookHeaders } from "#core/delivery/webhook-headers.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import type { Organization } from "../organization.ts";
import type { Now } from "../ports.ts";
import { haveChanged, readSigning } from "./read-secrets.ts";
import { type RenderedRequest, renderRequest } from "./render-request.ts";
import type { Secrets, WebhookTarget } from "./sending-ports.ts";

/** The ports of sending. */
export interface SendingPorts extends Organization {
  readonly secrets: Secrets;
  readonly target: WebhookTarget;
  readonly now: Now;
  readonly hmac: HmacSha256Base64;
  /** Flowhook's version, for the User-Agent header. */
  readonly version: string;
}

/** The result of an attempt, before the time of the next attempt is known. */
export interface Result {
  readonly outcome: {
    readonly type: Outcome["type"] | "parked";
    readonly reason?: Reason;
    readonly retryAfterMs?: number;
    /** True if the next attempt may be made at once, because the cause has been fixed since. */
    readonly atOnce?: boolean;
  };
  readonly status?: number;
  readonly detail?: string;
  readonly response?: string;
  readonly request?: RecordedRequest;
}

/**
 * The age up to which secrets count as current, in milliseconds. Each attempt to a target that refuses access asks for
 * current secrets, and each read may be a call to another service.
 */
const NOW_WITHIN_MS = 10_000;

const SECRET_CHANGED = "A secret of the request has changed since, so the delivery is sent again with the new one.";

/** Renders and sends the webhook of a delivery. `at` is when the attempt began, in milliseconds since 1970. */
export async function sendWebhook(
  ports: SendingPorts,
  webhook: WebhookStep,
  message: DeliveryMessage,
  at: number,
): Promise<Result> {
  const rendered = await renderRequest(webhook, message, ports);
  if (!rendered.ok) return unrendered(rendered);
  const signing = await readSigning(ports.secrets, webhook.message, message.secrets_since);
  if (!signing.ok) return unrendered({ ...signing, recorded: rendered.recorded });
  const headers = headersOf(ports, rendered, { message, at, secrets: signing.secrets });
  const { url, body, hidden, showAnswer, values } = rendered;
  const answer = await ports.target.post({ url, headers, body, hidden, showAnswer });
  const result = { ...judge(answer, webhook.retries, ports.now()), ...seen(answer), request: rendered.recorded };
  const used = { values, signing: signing.secrets };
  const since = ports.now() - NOW_WITHIN_MS;
  const changed = isUnauthorized(result.status) && (await haveChanged(ports.secrets, webhook.message, used, since));
  return changed ? again(result) : result;
}

/** Returns the result of an attempt whose request could not be rendered. */
export function unrendered({ reason, detail, recorded }: Omit<Extract<RenderedRequest, { ok: false }>, "ok">): Result {
  return { outcome: { type: OWN_REASONS[reason].retried ? "retry" : "failed", reason }, detail, request: recorded };
}

function headersOf(
  { version, hmac }: SendingPorts,
  { body, flowHeaders }: Extract<RenderedRequest, { ok: true }>,
  { message, at, secrets }: { message: DeliveryMessage; at: number; secrets: readonly SigningSecret[] },
) {
  const { flow_id, action_id, attempt, test = false, replay = false } = message;
  const id = deliveryId(deliveryKey(message));
  const signed = { deliveryId: id, flowId: flow_id, actionId: action_id, attempt, at, body, flowHeaders, test, replay };
  return webhookHeaders(signed, { version, secrets, hmac });
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

function again(result: Result): Result {
  const { reason } = result.outcome;
  const outcome = { type: "retry" as const, atOnce: true, ...(reason === undefined ? {} : { reason }) };
  return { ...result, outcome, detail: `${result.detail ?? ""} ${SECRET_CHANGED}`.trim() };
}
