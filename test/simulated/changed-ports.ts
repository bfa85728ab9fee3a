// Mutations of the ports that deliveries go through.

import type { DelayedDispatches, DeliveryStore, DispatchQueue } from "#app/delivery/delivery-ports.ts";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import type { Claim } from "#core/delivery/claim.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { Mutation } from "./mutation.ts";
import type { WorkPorts } from "./process-ports.ts";

/** Begins an operation without waiting for it, and discards its result. */
export async function unawaited(done: Promise<unknown>): Promise<void> {
  done.catch(() => {});
}

/** A delivery store with some methods replaced. */
export function withStore(change: (store: DeliveryStore, ports: WorkPorts) => Partial<DeliveryStore>): Mutation {
  return { ports: (ports) => ({ ...ports, store: { ...ports.store, ...change(ports.store, ports) } }) };
}

/** Claims with another result. */
export function withClaim(change: (claim: Claim) => Claim): Mutation {
  return withStore((store) => ({ claim: async (key, request) => change(await store.claim(key, request)) }));
}

/** A dispatch queue with another way of sending. */
export function withQueue(change: (queue: DispatchQueue) => DispatchQueue["send"]): Mutation {
  return { ports: (ports) => ({ ...ports, dispatchQueue: { send: change(ports.dispatchQueue) } }) };
}

/** Delayed deliveries with another way of sending. */
export function withDelayed(
  change: (delayed: DelayedDispatches, ports: WorkPorts) => DelayedDispatches["sendLater"],
): Mutation {
  return {
    ports: (ports) => ({ ...ports, delayedDispatches: { sendLater: change(ports.delayedDispatches, ports) } }),
  };
}

/** Delayed deliveries whose messages are changed. */
export function withLater(change: (message: DeliveryMessage) => DeliveryMessage): Mutation {
  return withDelayed(
    (delayed) =>
      ({ message, target }, dueAt) =>
        delayed.sendLater({ target, message: change(message) }, dueAt),
  );
}

/** A profile store with some methods replaced. */
export function withProfiles(change: (profiles: ProfileStore) => Partial<ProfileStore>): Mutation {
  return {
    ports: ({ profiles, ...ports }) => {
      const { record, history, enter, lastEntry } = profiles;
      return { ...ports, profiles: { record, history, enter, lastEntry, ...change(profiles) } };
    },
  };
}

/** Stopped actions that are never reported. */
export function forgetful(stops: WorkPorts["stops"]): WorkPorts["stops"] {
  const { gone, resume } = { gone: stops.gone.bind(stops), resume: stops.resume.bind(stops) };
  return { gone, resume, find: async () => undefined };
}
