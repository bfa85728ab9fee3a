// The invariants of worlds in which no fault hides the work of one process from another.

import type { SimulatedFlowhook } from "../simulated-flowhook.ts";

/** How long a stop may be unknown to some process, together with an attempt that began before, in milliseconds. */
const UNKNOWN_MS = 5_000 + 30_000;

/** A stopped action sends only deliveries that a person approved. */
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

/** The largest age of secrets when a target refuses access, in milliseconds (send-webhook.ts). */
const KNOWN_MS = 10_000;

/** No delivery fails for a secret that was changed earlier than that: it is tried again with the new one. */
export function shutOut({ ports, history }: SimulatedFlowhook): string[] {
  const refused = ports.store.records.filter(({ status, reason }) => status === "failed" && reason === "http-401");
  return refused
    .filter(({ updated_at }) => {
      return !history.secretsChangedAt.some((at) => at <= updated_at && updated_at - at <= KNOWN_MS);
    })
    .map(({ id }) => id);
}
