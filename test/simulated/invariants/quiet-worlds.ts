// What holds where no fault keeps a process from knowing what others did.

import type { SimulatedFlowhook } from "../simulated-flowhook.ts";

/** For so long a stop may be unknown to some process, and an attempt under way that began before, in milliseconds. */
const UNKNOWN_MS = 5_000 + 30_000;

/** An action that is stopped sends nothing but what a person approved. */
export function sentWhileStopped({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ message: { flow_id, action_id, approved }, at }) => {
      const known = history.stops.filter(({ key, at: since }) => {
        return key.flow_id === flow_id && key.action_id === action_id && since < at;
      });
      const began = known.findLastIndex(({ type }) => type === "resumed") + 1;
      const stop = known[began];
      return stop !== undefined && at - stop.at > UNKNOWN_MS && !approved;
    })
    .map(({ id }) => id);
}

/** How old what is known of secrets may be when a target lets nobody in, in milliseconds (send-webhook.ts). */
const KNOWN_MS = 10_000;

/** No delivery fails for a secret that was changed longer ago: whoever is not let in is tried with the new one. */
export function shutOut({ ports, history }: SimulatedFlowhook): string[] {
  const refused = ports.store.records.filter(({ status, reason }) => status === "failed" && reason === "http-401");
  return refused
    .filter(({ updated_at }) => {
      return !history.secretsChangedAt.some((at) => at <= updated_at && updated_at - at <= KNOWN_MS);
    })
    .map(({ id }) => id);
}
