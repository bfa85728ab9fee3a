// What the dispatcher does with the messages of its queues: each for itself, at the same time, so that one slow target
// keeps none of the others waiting for longer than it takes.

import { CLAIM_LEASE_MS } from "#app/delivery/claimed-attempt.ts";
import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { decodeDeliveryRecord } from "#backends/aws/sqs/decode-delivery-record.ts";
import type { QueueWork, Worked } from "#backends/aws/sqs/sqs-batch.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";

/** The dispatcher's work. `refuse` takes what is no delivery message at all. */
export function deliveryWork(
  ports: DeliveryPorts,
  refuse: QueueWork<DeliveryMessage>["refuse"],
): QueueWork<DeliveryMessage> {
  return {
    decode: decodeDeliveryRecord,
    refuse,
    // A claim holds for as long as an attempt can take.
    longestMs: CLAIM_LEASE_MS,
    work: (messages) => Promise.all(messages.map((message) => deliverOne(ports, message))),
  };
}

async function deliverOne(ports: DeliveryPorts, message: DeliveryMessage): Promise<Worked> {
  try {
    return await deliver(ports, message);
  } catch (failed) {
    return { failed };
  }
}
