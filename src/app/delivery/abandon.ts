// A delivery that must not be tried once more, since trying it ended the process again and again: it is recorded as
// failed, with the reason, and lies in the dead letters like any other.

import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { type Delivered, type DeliveryPorts, settle } from "./deliver.ts";

/** Gives a delivery up. `ends` is how often the process ended while it worked on it. */
export function abandon(ports: DeliveryPorts, message: DeliveryMessage, ends: number): Promise<Delivered> {
  return settle(ports, message, async () => ({
    attempt: {
      round: message.round,
      attempt: message.attempt,
      at: ports.now(),
      duration_ms: 0,
      outcome: "failed",
      reason: "delivery-ends-process",
      detail: `The process ended ${ends} times while it worked on this delivery.`,
    },
  }));
}
