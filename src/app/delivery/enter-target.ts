// The gate of a delivery's target: the delivery enters, or goes back as a message for later with its attempt unspent. A wait of
// a first attempt is recorded once it lasts, so that an operator finds the delivery and the reason; and every wait has an end.

import { describeReason } from "#core/delivery/reasons.ts";
import type { DeliveryMessage, Waiting } from "#core/messages/delivery-message.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { DAY_MS } from "#core/time.ts";
import type { Entry, TargetGate } from "../targets/target-gate.ts";
import { type ClaimPorts, claimedAttempt } from "./claimed-attempt.ts";
import type { DelayedDispatches } from "./delivery-ports.ts";
import type { FoundWebhook } from "./find-webhook.ts";

/** The ports of a wait. */
interface WaitPorts extends ClaimPorts {
  readonly delayedDispatches: DelayedDispatches;
}

/** The longest wait of a delivery for its target, in milliseconds; then it fails and becomes a dead letter. */
export const LONGEST_WAIT_MS = 3 * DAY_MS;

/** The shortest wait of a first attempt that is recorded, in milliseconds. */
const RECORDED_FROM_MS = 10_000;

/** The delivery enters, or waits; then with its webhook. */
type DeliveryEntry = Extract<Entry, { type: "entered" }> | Wait;
type Wait = Extract<Entry, { type: "wait" }> & { readonly webhook: WebhookStep };

const PASSED: DeliveryEntry = { type: "entered", leave: async () => {} };

/**
 * Asks the gate whether a delivery may be sent to its target now. Does not ask for a delivery that will not be sent, because
 * its flow has changed or a person must approve it, nor for a test, which shows how the target is now.
 */
export async function enterTarget(
  gate: TargetGate,
  message: DeliveryMessage,
  found: FoundWebhook,
): Promise<DeliveryEntry> {
  if (message.test || !found.ok || (found.needsApproval && !message.approved)) return PASSED;
  const { webhook, limits } = found;
  const { times = 0, slot } = message.waiting ?? {};
  const entry = await gate.enter({ target: webhook.target, limits, waited: times, slot });
  return entry.type === "wait" ? { ...entry, webhook } : entry;
}

/** Whether a delivery has waited for its target for LONGEST_WAIT_MS. */
export function hasWaitedTooLong({ waiting }: DeliveryMessage, now: number): boolean {
  return waiting !== undefined && now - waiting.since >= LONGEST_WAIT_MS;
}

/** Postpones a delivery. Resolves once it is durable. */
export async function waitForTarget(ports: WaitPorts, message: DeliveryMessage, wait: Wait): Promise<void> {
  const { slot: _before, ...before } = message.waiting ?? { since: ports.now(), times: 0 };
  const waiting = { ...before, times: before.times + 1, ...(wait.slot === undefined ? {} : { slot: wait.slot }) };
  const recorded = await recordWait(ports, message, wait, waiting);
  const later = { ...message, waiting: { ...waiting, ...(recorded ? { recorded } : {}) } };
  await ports.delayedDispatches.sendLater({ message: later, target: wait.webhook.target }, wait.until);
}

/** Records the wait of a first attempt; a later attempt has a record that says why it is made. Returns whether it is recorded. */
async function recordWait(
  ports: WaitPorts,
  message: DeliveryMessage,
  wait: Wait,
  { since, recorded }: Waiting,
): Promise<boolean> {
  if (message.attempt > 1 || recorded) return recorded ?? false;
  if (wait.until - since < RECORDED_FROM_MS) return false;
  const { reason, until, webhook } = wait;
  const request = { url: webhook.message.url, headers: webhook.message.headers ?? {} };
  const at = ports.now();
  const note = { round: message.round, attempt: 0, at, duration_ms: 0, outcome: "waiting" } as const;
  const why = { reason, detail: describeReason(reason), next_attempt_at: until };
  const claimed = await claimedAttempt(ports, { ...message, attempt: 0 }, async () => {
    return { attempt: { ...note, ...why }, request };
  });
  return claimed.type === "recorded";
}
