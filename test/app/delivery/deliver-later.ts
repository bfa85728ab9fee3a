// Makes the attempts that a delivery leads to, each at its time.

import { deliver } from "#app/delivery/deliver.ts";
import type { deliveryPorts } from "#support/delivery-ports.ts";

/** Delivers what was sent for later, until nothing more is. */
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
