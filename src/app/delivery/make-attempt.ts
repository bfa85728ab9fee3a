// Makes one attempt: finds the webhook, sends it, and decides whether another attempt follows. Unless the infrastructure
// fails, the result is an `Attempt` with its reason.

import { type ActionStop, isStopped } from "#core/delivery/action-stop.ts";
import { describeReason, type OwnReason, type Reason } from "#core/delivery/reasons.ts";
import type { Attempt, RecordedRequest } from "#core/delivery/record.ts";
import { DEFAULT_RETRY_RULES, mostAttempts, nextAttemptAt, type RetryPolicy } from "#core/delivery/retry-policy.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { isoTime } from "#core/time.ts";
import type { Random } from "../ports.ts";
import type { StoppedActions } from "../stops/stopped-actions.ts";
import type { FoundWebhook } from "./find-webhook.ts";
import { renderRequest } from "./render-request.ts";
import { type Result, type SendingPorts, sendWebhook, unrendered } from "./send-webhook.ts";
import { literalUrl } from "./webhook-template.ts";

/** The ports of an attempt. */
export interface AttemptPorts extends SendingPorts {
  readonly random: Random;
  readonly stops: Pick<StoppedActions, "find">;
}

/** An attempt, and its request if there was one. */
export interface AttemptMade {
  readonly attempt: Attempt & { readonly reason?: Reason };
  readonly request?: RecordedRequest;
}

/** Makes one attempt of a delivery. Rejects only if the outcome is unknown, so that the attempt is made again. */
export async function makeAttempt(
  ports: AttemptPorts,
  message: DeliveryMessage,
  found: FoundWebhook,
): Promise<AttemptMade> {
  const at = ports.now();
  const { outcome, request, ...seen } = await resultOf(ports, found, message, at);
  const now = ports.now();
  const { policy } = found.ok ? found.webhook.retries : DEFAULT_RETRY_RULES;
  const retried = outcome.type === "retry" && !message.test;
  const next = retried ? whenNext(ports, message, { at, now, ...outcome }, policy) : undefined;
  const attempt: AttemptMade["attempt"] = {
    round: message.round,
    attempt: message.attempt,
    ...(message.replay ? { replay: true } : {}),
    at,
    duration_ms: now - at,
    outcome: deliveryOutcome(outcome.type, message, next),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...seen,
    ...(next === undefined ? {} : { next_attempt_at: next }),
  };
  return { attempt, ...(request ? { request } : {}) };
}

/** Returns the outcome that an attempt gives its delivery. A test ends with its only attempt. */
function deliveryOutcome(
  ofAttempt: Result["outcome"]["type"],
  { test }: DeliveryMessage,
  next?: number,
): Attempt["outcome"] {
  if (test) return "tested";
  if (ofAttempt !== "retry") return ofAttempt;
  return next === undefined ? "failed" : "retrying";
}

async function resultOf(
  ports: AttemptPorts,
  found: FoundWebhook,
  message: DeliveryMessage,
  at: number,
): Promise<Result> {
  if (!found.ok) return { outcome: { type: "failed", reason: found.reason }, detail: found.detail };
  const { webhook, needsApproval } = found;
  // A person approved or tests this delivery, so neither a stop nor a manual status parks it.
  if (message.approved || message.test) return sendWebhook(ports, webhook, message, at);
  const stop = await ports.stops.find(message);
  if (stop && isStopped(stop, literalUrl(webhook.message))) return park(ports, webhook, message, stoppedBy(stop));
  return needsApproval ? park(ports, webhook, message, APPROVAL) : sendWebhook(ports, webhook, message, at);
}

/** Why a delivery is parked. */
interface Parking {
  readonly reason: OwnReason;
  readonly detail: string;
}

const APPROVAL: Parking = { reason: "waits-for-approval", detail: describeReason("waits-for-approval") };

function stoppedBy({ stopped_at, delivery_id }: ActionStop): Parking {
  const since = `The answer to ${delivery_id} stopped it at ${isoTime(stopped_at)}.`;
  return { reason: "action-stopped", detail: `${describeReason("action-stopped")} ${since}` };
}

/** Renders a delivery and parks it for a person to review, instead of sending it. */
async function park(
  ports: AttemptPorts,
  webhook: WebhookStep,
  message: DeliveryMessage,
  { reason, detail }: Parking,
): Promise<Result> {
  const rendered = await renderRequest(webhook, message, ports);
  if (!rendered.ok) return unrendered(rendered);
  return { outcome: { type: "parked", reason }, detail, request: rendered.recorded };
}

interface Failed {
  readonly reason?: Reason;
  readonly at: number;
  readonly now: number;
  readonly retryAfterMs?: number;
  readonly atOnce?: boolean;
}

function whenNext(
  ports: AttemptPorts,
  message: DeliveryMessage,
  { reason, at, now, retryAfterMs, atOnce }: Failed,
  policy: RetryPolicy,
): number | undefined {
  if (atOnce) return message.attempt < mostAttempts(policy) ? now : undefined;
  const roundStartedAt = message.round_started_at ?? at;
  const failed = { attempt: message.attempt, roundStartedAt, now, random: ports.random(), retryAfterMs };
  const next = nextAttemptAt(failed, policy);
  // Flowhook interrupted the request before the target could answer, so the delivery keeps its last attempt.
  return reason === "interrupted" ? (next ?? now) : next;
}
