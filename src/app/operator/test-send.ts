// Sends a webhook once at an operator's request, to see how its target answers. The test takes the way of every delivery,
// through the queue to the dispatcher, so it meets the same secrets and addresses. It is a new event, copied from the given
// one, so no existing delivery changes.

import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { Event } from "#core/event/event.ts";
import { eventIdOfRequest, type Sha256Hex } from "#core/event/event-id.ts";
import { DELIVERY_MESSAGE_VERSION, type DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { DeliveryStore, DispatchQueue } from "../delivery/delivery-ports.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import type { Now } from "../ports.ts";

/** The ports of a test. */
export interface TestSendPorts {
  readonly catalogue: WebhookCatalogue;
  readonly store: DeliveryStore;
  readonly dispatchQueue: DispatchQueue;
  readonly now: Now;
  readonly newRequestId: () => string;
  readonly sha256Hex: Sha256Hex;
  /** Resolves after `ms` milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Which webhook to test, and with which event. */
interface TestAsked {
  readonly flow: string;
  /** Required if the flow has several webhooks. */
  readonly action?: string | undefined;
  readonly event: Event;
}

/** The result of a test. */
export type TestSent =
  | { readonly type: "tested"; readonly record: DeliveryRecord }
  /** The test is still in flight. */
  | { readonly type: "sent"; readonly id: string }
  | { readonly type: "no-flow"; readonly known: readonly string[] }
  /** The flow has no such webhook; or no webhook was named, and the flow does not have exactly one. */
  | { readonly type: "no-action"; readonly known: readonly string[] };

/**
 * How long to wait for the result, in milliseconds: as long as an attempt takes at most, and less than the 29 seconds of a
 * function behind API Gateway. Counted from the start, because each look takes time.
 */
const LONGEST_MS = 20_000;

/** Pauses between looks, in milliseconds: as many as fit if a look takes no time. */
const PAUSES_MS: readonly number[] = [100, 200, 300, 400, ...Array<number>(38).fill(500)];

/** Sends a webhook once, whatever the status of its flow, and waits for the result. */
export async function testSend(ports: TestSendPorts, { flow: flowId, action, event }: TestAsked): Promise<TestSent> {
  const until = ports.now() + LONGEST_MS;
  const { flows } = await ports.catalogue.current();
  const flow = flows.get(flowId);
  if (flow === undefined) return { type: "no-flow", known: [...flows.keys()] };
  const known = [...flow.webhooks.keys()];
  const actionId = action ?? (known.length === 1 ? known[0] : undefined);
  const webhook = actionId === undefined ? undefined : flow.webhooks.get(actionId);
  if (webhook === undefined) return { type: "no-action", known };
  const message = testMessage(ports, { flow_id: flow.id, action_id: webhook.id }, event);
  await ports.dispatchQueue.send([{ message, target: webhook.target }]);
  return outcomeOf(ports, deliveryKey(message), until);
}

function testMessage(
  { now, newRequestId, sha256Hex }: TestSendPorts,
  action: Pick<DeliveryKey, "flow_id" | "action_id">,
  event: Event,
): DeliveryMessage {
  const at = now();
  const own = { ...event, id: eventIdOfRequest(sha256Hex, newRequestId()) };
  const step = { ...action, round: 1, attempt: 1, started_at: at, due_at: at };
  // The test must use current secrets: a person may have set one just before, to test it.
  return { v: DELIVERY_MESSAGE_VERSION, kind: "delivery", event: own, ...step, secrets_since: at, test: true };
}

async function outcomeOf({ store, pause, now }: TestSendPorts, key: DeliveryKey, until: number): Promise<TestSent> {
  for (const ms of [0, ...PAUSES_MS]) {
    if (now() + ms > until) break;
    if (ms > 0) await pause(ms);
    const record = await store.get(key);
    if (record?.status === "tested") return { type: "tested", record };
  }
  return { type: "sent", id: deliveryId(key) };
}
