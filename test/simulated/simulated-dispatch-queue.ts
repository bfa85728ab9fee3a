// The dispatch queue of a simulated world: first attempts and waits in one queue.

import type { Dispatch, DispatchQueue } from "#app/ports.ts";
import { SimulatedQueue } from "./simulated-queue.ts";
import type { World } from "./world.ts";

/** The queue as the use cases see it, and what lies in it as workers do. */
export function simulatedDispatchQueue(world: World): { queue: DispatchQueue; lying: SimulatedQueue<Dispatch> } {
  const lying = new SimulatedQueue<Dispatch>(world);
  return {
    lying,
    queue: {
      send: (deliveries) => lying.send(deliveries),
      sendLater: (delivery, dueAt) => lying.send([delivery], dueAt),
    },
  };
}
