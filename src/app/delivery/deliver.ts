// Delivery of one message: claim the attempt, make it, record it, send what follows. Each step may be done twice with the
// same effect, and the message is acknowledged only after the last, so a crash anywhere repeats what was not finished.

import { attemptsMade } from "#core/delivery/attempts-made.ts";
import { isUnauthorized } from "#core/delivery/outcome.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import type { DispatchQueue, FailedDeliveries } from "../ports.ts";
import { type ClaimPorts, claimedAttempt } from "./claimed-attempt.ts";
import { type AttemptMade, type AttemptPorts, makeAttempt } from "./make-attempt.ts";

/** What delivering needs. */
export interface DeliveryPorts extends AttemptPorts, ClaimPorts {
  readonly dispatchQueue: DispatchQueue;
  readonly failedDeliveries: FailedDeliveries;
}

/** done: acknowledge the message; held: another worker is at it, leave the message to come again. */
export type Delivered = "done" | "held";

/** Makes the attempt that a message asks for, once. Rejects when the message is to come again. */
export function deliver(ports: DeliveryPorts, message: DeliveryMessage): Promise<Delivered> {
  return settle(ports, message, () => makeAttempt(ports, message));
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
  const target = flows.get(message.flow_id)?.webhooks.get(message.action_id)?.target ?? "unknown";
  if (attempt.outcome === "retrying" && attempt.next_attempt_at !== undefined) {
    const startedAt = message.round_started_at ?? attempt.at;
    const next = nextAttempt(message, startedAt, message.body ?? record.request?.body, secretsSince(attempt));
    await ports.dispatchQueue.sendLater({ message: next, target }, attempt.next_attempt_at);
    return;
  }
  const made = attemptsMade(record.attempts);
  await ports.failedDeliveries.send({
    message: nextRound(message),
    target,
    reason: attempt.reason ?? "unknown",
    ...(attempt.status === undefined ? {} : { status: attempt.status }),
    attempts: made.length,
    first_attempt_at: made[0]?.at ?? attempt.at,
    last_attempt_at: attempt.at,
  });
}

/** Whoever was not let in is tried again with the secrets as they are after that, wherever older ones are kept. */
function secretsSince({ status, at, duration_ms }: Attempt): number | undefined {
  return isUnauthorized(status) ? at + duration_ms : undefined;
}
