// A delivery that must not be tried once more, since trying it ended the process again and again: it is recorded as
// failed, with the reason, and lies in the dead letters like any other.

import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { type Delivered, type DeliveryPorts, settle } from "./deliver.ts";
import { withoutSending } from "./without-sending.ts";

/** Gives a delivery up. `ends` is how often the process ended while it worked on it. */
export function abandon(ports: DeliveryPorts, message: DeliveryMessage, ends: number): Promise<Delivered> {
  const detail = `The process ended ${ends} times while it worked on this delivery.`;
  const outcome = message.test ? "tested" : "failed";
  const why = { outcome, reason: "delivery-ends-process", detail } as const;
  return settle(ports, message, async () => withoutSending(message, ports.now(), why));
}
