import { NOON } from "#support/delivery-samples.ts";
import { dispatchQueueContract } from "../contracts/dispatch-queue.contract.ts";
import { eventsDeadLettersContract } from "../contracts/events-dead-letters.contract.ts";
import { eventsQueueContract } from "../contracts/events-queue.contract.ts";
import { flowPublicationContract } from "../contracts/flow-publication.contract.ts";
import { SimulatedPorts } from "./simulated-ports.ts";
import { NO_FAULTS, World } from "./world.ts";

const close = async () => {};

function opened(): SimulatedPorts {
  const world = new World(1, NO_FAULTS);
  world.now = NOON;
  return new SimulatedPorts(world);
}

dispatchQueueContract("The simulated queue", async () => {
  const { dispatchQueue, delayedDispatches, dispatches } = opened();
  const queued = async () =>
    dispatches.messages.map(({ message, visibleAt }) => {
      return { ...message, ...(visibleAt > NOON ? { dueAt: visibleAt } : {}) };
    });
  return { queue: dispatchQueue, later: delayedDispatches, queued, close };
});

eventsQueueContract("The simulated queue", async () => {
  const { eventsQueue, events } = opened();
  return { queue: eventsQueue, sent: async () => events.messages.map(({ message }) => message), close };
});

eventsDeadLettersContract("The simulated queue", async () => {
  const { eventsDeadLetters, eventLetters } = opened();
  const letters = async () =>
    eventLetters.map(({ message, reason, problems }) => ({ message, reason, detail: JSON.stringify(problems) }));
  return { deadLetters: eventsDeadLetters, letters, close };
});

flowPublicationContract("The simulated store", async () => ({ store: opened().flows, close }));
