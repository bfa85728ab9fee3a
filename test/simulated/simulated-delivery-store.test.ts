import { NOON } from "../contracts/delivery-samples.ts";
import { deliveryStoreContract } from "../contracts/delivery-store.contract.ts";
import { dispatchQueueContract } from "../contracts/dispatch-queue.contract.ts";
import { SimulatedDeliveryStore } from "./simulated-delivery-store.ts";
import { simulatedDispatchQueue } from "./simulated-dispatch-queue.ts";
import { World } from "./world.ts";

const NO_FAULTS = { error: 0, crash: 0 };

/** A world that goes on by itself until it is closed. */
function running(): { world: World; close(): Promise<void> } {
  const world = new World(1, NO_FAULTS);
  world.now = NOON;
  let open = true;
  const going = (async () => {
    while (open) if (!(await world.step())) await new Promise(setImmediate);
  })();
  return {
    world,
    async close() {
      open = false;
      await going;
    },
  };
}

deliveryStoreContract("The simulated store", async () => {
  const { world, close } = running();
  return { store: new SimulatedDeliveryStore(world), close };
});

dispatchQueueContract("The simulated queue", async () => {
  const { world, close } = running();
  const { queue, lying } = simulatedDispatchQueue(world);
  const queued = async () =>
    lying.messages.map(({ message, visibleAt }) => ({ ...message, ...(visibleAt > NOON ? { dueAt: visibleAt } : {}) }));
  return { queue, queued, close };
});
