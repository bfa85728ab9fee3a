// Makes the attempts that follow a delivery, each when it is due.

import { deliver } from "#app/delivery/deliver.ts";
import type { deliveryPorts } from "#support/delivery-ports.ts";

/** Delivers delayed messages until no more are sent. */
export async function deliverLater({
  ports,
  world,
  later,
}: Pick<ReturnType<typeof deliveryPorts>, "ports" | "world" | "later">): Promise<void> {
  for (let next = later.shift(); next; next = later.shift()) {
    world.now = next.dueAt;
    await deliver(ports, next.message);
  }
}
