// Delivers one message: look up its webhook, pass the target's gate, claim the attempt, make it, record it, send what
// follows. Each step may be repeated with the same effect, and the message is acknowledged after the last one, so a crash
// anywhere repeats only the steps that did not finish.

import { isUnauthorized } from "#core/delivery/outcome.ts";
import type { Reason } from "#core/delivery/reasons.ts";
import { type Attempt, attemptsMade, type DeliveryRecord } from "#core/delivery/record.ts";
import { evidenceOf, type TargetEvidence } from "#core/delivery/target-health.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import type { StoppedActions } from "../stops/stopped-actions.ts";
import type { TargetGate } from "../targets/target-gate.ts";
import { type ClaimPorts, claimedAttempt } from "./claimed-attempt.ts";
import type { DeliveryNews } from "./delivery-news.ts";
import type { DelayedDispatches, FailedDeliveries } from "./delivery-ports.ts";
import { enterTarget, hasWaitedTooLong, waitForTarget } from "./enter-target.ts";
import { type FoundWebhook, findWebhook } from "./find-webhook.ts";
import { type AttemptMade, type AttemptPorts, makeAttempt } from "./make-attempt.ts";
import { literalUrl } from "./webhook-template.ts";
import { withoutSending } from "./without-sending.ts";

/** The ports of a delivery. */
export interface DeliveryPorts extends AttemptPorts, ClaimPorts {
  readonly catalogue: WebhookCatalogue;
  readonly gate: TargetGate;
  readonly delayedDispatches: DelayedDispatches;
  readonly failedDeliveries: FailedDeliveries;
  readonly stops: Pick<StoppedActions, "find" | "gone">;
  /** Reports failures and stops to operators; absent in flow tests. */
  readonly news?: DeliveryNews;
}

/** done: acknowledge the message; held: another worker has claimed the attempt, so leave the message to be redelivered. */
export type Delivered = "done" | "held";

/**
 * Makes the attempt that a message asks for, once; or postpones the message if its target may not be sent to now. Rejects if
 * the message must be redelivered.
 */
export async function deliver(ports: DeliveryPorts, message: DeliveryMessage): Promise<Delivered> {
  const found = await lookUp(ports, message);
  const entry = await enterTarget(ports.gate, message, found);
  if (entry.type === "wait") {
    if (hasWaitedTooLong(message, ports.now())) return giveUp(ports, message, found);
    await waitForTarget(ports, message, entry);
    return "done";
  }
  let evidence: TargetEvidence = { type: "none" };
  try {
    return await settle(ports, message, found, async () => {
      const made = await makeAttempt(ports, message, found);
      evidence = evidenceOf(made.attempt);
      return made;
    });
  } finally {
    await entry.leave(evidence);
  }
}

/** Fails a delivery that must not be tried again, because its process ended `ends` times while it worked on it. */
export async function abandon(ports: DeliveryPorts, message: DeliveryMessage, ends: number): Promise<Delivered> {
  const detail = `The process ended ${ends} times while it worked on this delivery.`;
  const outcome = message.test ? "tested" : "failed";
  const why = { outcome, reason: "delivery-ends-process", detail } as const;
  const found = await lookUp(ports, message);
  return settle(ports, message, found, async () => withoutSending(message, ports.now(), why));
}

async function lookUp({ catalogue }: DeliveryPorts, message: DeliveryMessage): Promise<FoundWebhook> {
  const { flows } = await catalogue.current();
  return findWebhook(flows, message);
}

function giveUp(ports: DeliveryPorts, message: DeliveryMessage, found: FoundWebhook): Promise<Delivered> {
  const why = { outcome: "failed", reason: "target-unavailable" } as const;
  return settle(ports, message, found, async () => withoutSending(message, ports.now(), why));
}

/** Claims the attempt, records what `make` returns, and sends what follows. */
async function settle(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  found: FoundWebhook,
  make: () => Promise<AttemptMade>,
): Promise<Delivered> {
  const claimed = await claimedAttempt(ports, message, make);
  if (claimed.type === "held") return "held";
  if (claimed.type === "recorded") await sendWhatFollows(ports, asRecorded(message, claimed.record), found, claimed);
  return "done";
}

/**
 * The message with the data of the recorded attempt. A copy of the event, with the same id and other data, may ask for an attempt
 * that is recorded; the attempts that follow keep the data of the copy that was attempted.
 */
function asRecorded(message: DeliveryMessage, { event, started_at, due_at }: DeliveryRecord): DeliveryMessage {
  return { ...message, event, started_at, due_at };
}

async function sendWhatFollows(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  found: FoundWebhook,
  { attempt, record }: { readonly attempt: Attempt; readonly record: DeliveryRecord },
): Promise<void> {
  if (attempt.outcome !== "retrying" && attempt.outcome !== "failed") return;
  const target = found.webhook?.target ?? "unknown";
  if (attempt.outcome === "retrying" && attempt.next_attempt_at !== undefined) {
    const startedAt = message.round_started_at ?? attempt.at;
    const next = nextAttempt(message, startedAt, message.body ?? record.request?.body, secretsSince(attempt));
    await ports.delayedDispatches.sendLater({ message: next, target }, attempt.next_attempt_at);
    return;
  }
  const { flow_id, action_id, id: delivery_id } = record;
  const news = { flow_id, action_id, delivery_id, target, ...reasonOf(attempt) };
  if (attempt.reason === "target-gone" && (await stopAction(ports, found, attempt, record))) ports.news?.stopped(news);
  await ports.failedDeliveries.send({ message: nextRound(message), target, ...failure(attempt, record) });
  ports.news?.failed(news);
}

function reasonOf({ reason, status }: Attempt): { reason: Reason; status?: number } {
  // make-attempt.ts records no reason but a Reason; the record's type is a plain string.
  return { reason: (reason ?? "connection-failed") as Reason, ...(status === undefined ? {} : { status }) };
}

function failure(attempt: Attempt, record: DeliveryRecord) {
  const made = attemptsMade(record.attempts);
  return {
    reason: attempt.reason ?? "unknown",
    ...(attempt.status === undefined ? {} : { status: attempt.status }),
    attempts: made.length,
    first_attempt_at: made[0]?.at ?? attempt.at,
    last_attempt_at: attempt.at,
  };
}

/**
 * Stops the action of a delivery whose target is gone, if its URL is literal and is still the one that was requested.
 * Resolves with whether the action is stopped.
 */
async function stopAction(ports: DeliveryPorts, { webhook }: FoundWebhook, { at }: Attempt, record: DeliveryRecord) {
  const url = webhook && literalUrl(webhook.message);
  if (url === undefined || url !== record.request?.url) return false;
  const { flow_id, action_id, id } = record;
  await ports.stops.gone({ flow_id, action_id, url, stopped_at: at, delivery_id: id });
  return true;
}

/** After a 401 or 403 the next attempt reads secrets that are newer than the answer. */
function secretsSince({ status, at, duration_ms }: Attempt): number | undefined {
  return isUnauthorized(status) ? at + duration_ms : undefined;
}
