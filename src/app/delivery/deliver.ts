// Delivery of one message: pass the gate before the target, claim the attempt, make it, record it, send what follows. Each
// step may be done twice with the same effect, and the message is acknowledged only after the last, so a crash anywhere
// repeats what was not finished.

import { isUnauthorized } from "#core/delivery/outcome.ts";
import type { Reason } from "#core/delivery/reasons.ts";
import { type Attempt, attemptsMade, type DeliveryRecord } from "#core/delivery/record.ts";
import { evidenceOf, type TargetEvidence } from "#core/delivery/target-health.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import type { StoppedActions } from "../stops/stopped-actions.ts";
import { type ClaimPorts, claimedAttempt } from "./claimed-attempt.ts";
import type { DeliveryNews } from "./delivery-news.ts";
import type { DelayedDispatches, FailedDeliveries } from "./delivery-ports.ts";
import { type DeliveryEntry, type EnterPorts, enterTarget } from "./enter-target.ts";
import { type AttemptMade, type AttemptPorts, makeAttempt } from "./make-attempt.ts";
import { hasWaitedTooLong, waitForTarget } from "./wait-for-target.ts";
import { literalUrl } from "./webhook-template.ts";
import { withoutSending } from "./without-sending.ts";

/** What delivering needs. */
export interface DeliveryPorts extends AttemptPorts, ClaimPorts, EnterPorts {
  readonly delayedDispatches: DelayedDispatches;
  readonly failedDeliveries: FailedDeliveries;
  readonly stops: Pick<StoppedActions, "find" | "gone">;
  /** Told of what operators should look at; absent where there are none, as in flow tests. */
  readonly news?: DeliveryNews;
}

/** done: acknowledge the message; held: another worker is at it, leave the message to come again. */
export type Delivered = "done" | "held";

/**
 * Makes the attempt that a message asks for, once; or sends the message to wait, where its target may not be sent to now.
 * Rejects when the message is to come again.
 */
export async function deliver(ports: DeliveryPorts, message: DeliveryMessage): Promise<Delivered> {
  const entry = await enterTarget(ports, message);
  if (entry.type === "wait") return wait(ports, message, entry);
  let evidence: TargetEvidence = { type: "none" };
  try {
    return await settle(ports, message, async () => {
      const made = await makeAttempt(ports, message);
      evidence = evidenceOf(made.attempt);
      return made;
    });
  } finally {
    await entry.leave(evidence);
  }
}

async function wait(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  entry: Extract<DeliveryEntry, { type: "wait" }>,
): Promise<Delivered> {
  const why = { outcome: "failed", reason: "target-unavailable" } as const;
  if (hasWaitedTooLong(message, ports.now())) {
    return settle(ports, message, async () => withoutSending(message, ports.now(), why));
  }
  await waitForTarget(ports, message, entry);
  return "done";
}

/** As `deliver`, with an attempt that is made, or made up, by `make`. */
export async function settle(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  make: () => Promise<AttemptMade>,
): Promise<Delivered> {
  const claimed = await claimedAttempt(ports, message, make);
  if (claimed.type === "held") return "held";
  if (claimed.type === "recorded") await sendWhatFollows(ports, message, claimed.attempt, claimed.record);
  return "done";
}

async function sendWhatFollows(
  ports: DeliveryPorts,
  message: DeliveryMessage,
  attempt: Attempt,
  record: DeliveryRecord,
): Promise<void> {
  if (attempt.outcome !== "retrying" && attempt.outcome !== "failed") return;
  const { flows } = await ports.catalogue.current();
  const webhook = flows.get(message.flow_id)?.webhooks.get(message.action_id);
  const target = webhook?.target ?? "unknown";
  if (attempt.outcome === "retrying" && attempt.next_attempt_at !== undefined) {
    const startedAt = message.round_started_at ?? attempt.at;
    const next = nextAttempt(message, startedAt, message.body ?? record.request?.body, secretsSince(attempt));
    await ports.delayedDispatches.sendLater({ message: next, target }, attempt.next_attempt_at);
    return;
  }
  const { flow_id, action_id, id: delivery_id } = record;
  const news = { flow_id, action_id, delivery_id, target, ...reasonOf(attempt) };
  if (attempt.reason === "target-gone" && webhook && (await stop(ports, webhook, attempt, record))) {
    ports.news?.stopped(news);
  }
  await ports.failedDeliveries.send({ message: nextRound(message), target, ...failure(attempt, record) });
  ports.news?.failed(news);
}

function reasonOf({ reason, status }: Attempt): { reason: Reason; status?: number } {
  // Attempts are recorded with reasons alone (make-attempt.ts); records hold them as texts.
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
 * Stops the action of a delivery whose target is gone, if it always goes to that URL. Where the flow names another one by
 * now, there is nothing to stop. Resolves with whether it is stopped.
 */
async function stop(ports: DeliveryPorts, { message }: WebhookStep, { at }: Attempt, record: DeliveryRecord) {
  const url = literalUrl(message);
  if (url === undefined || url !== record.request?.url) return false;
  const { flow_id, action_id, id } = record;
  await ports.stops.gone({ flow_id, action_id, url, stopped_at: at, delivery_id: id });
  return true;
}

/** Whoever was not let in is tried again with the secrets as they are after that, wherever older ones are kept. */
function secretsSince({ status, at, duration_ms }: Attempt): number | undefined {
  return isUnauthorized(status) ? at + duration_ms : undefined;
}
