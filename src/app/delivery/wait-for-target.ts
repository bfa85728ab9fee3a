// A delivery that may not be sent now goes back as a message for later, its attempt unspent. A wait that lasts is put on
// record, so that whoever looks for the delivery finds it and why it waits; and none lasts for ever.

import { describeReason } from "#core/delivery/reasons.ts";
import type { DeliveryMessage, Waiting } from "#core/messages/delivery-message.ts";
import { DAY_MS } from "#core/time.ts";
import { type ClaimPorts, claimedAttempt } from "./claimed-attempt.ts";
import type { DelayedDispatches } from "./delivery-ports.ts";
import type { DeliveryEntry } from "./enter-target.ts";

/** What waiting needs. */
export interface WaitPorts extends ClaimPorts {
  readonly delayedDispatches: DelayedDispatches;
}

/** How long a delivery waits for its target before it is given up, in milliseconds. It lies in the dead letters then. */
export const LONGEST_WAIT_MS = 3 * DAY_MS;

/** How long a first attempt has to wait for that to be put on record, in milliseconds. */
const RECORDED_FROM_MS = 10_000;

type Wait = Extract<DeliveryEntry, { type: "wait" }>;

/** Whether a delivery has waited for so long that it is given up. */
export function hasWaitedTooLong({ waiting }: DeliveryMessage, now: number): boolean {
  return waiting !== undefined && now - waiting.since >= LONGEST_WAIT_MS;
}

/** Sends a delivery to wait. Resolves when it can't be lost any more. */
export async function waitForTarget(ports: WaitPorts, message: DeliveryMessage, wait: Wait): Promise<void> {
  const { slot: _before, ...before } = message.waiting ?? { since: ports.now(), times: 0 };
  const waiting = { ...before, times: before.times + 1, ...(wait.slot === undefined ? {} : { slot: wait.slot }) };
  const recorded = await recordWait(ports, message, wait, waiting);
  const later = { ...message, waiting: { ...waiting, ...(recorded ? { recorded } : {}) } };
  await ports.delayedDispatches.sendLater({ message: later, target: wait.webhook.target }, wait.until);
}

/** Later attempts have a record, which says why they are made. */
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
