// The dispatcher's work on the messages of its queues.

import { CLAIM_LEASE_MS } from "#app/delivery/claimed-attempt.ts";
import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { eachMessage } from "#backends/aws/sqs/each-message.ts";
import type { QueueWork } from "#backends/aws/sqs/sqs-batch.ts";
import { type DeliveryMessage, deliveryMessageSchema } from "#core/messages/delivery-message.ts";

/** The dispatcher's work. `refuse` takes records that hold no delivery. */
export function deliveryWork(
  ports: DeliveryPorts,
  refuse: QueueWork<DeliveryMessage>["refuse"],
): QueueWork<DeliveryMessage> {
  // A claim holds for as long as an attempt can take.
  const longestMs = CLAIM_LEASE_MS;
  return eachMessage(deliveryMessageSchema, { refuse, longestMs, process: (message) => deliver(ports, message) });
}
