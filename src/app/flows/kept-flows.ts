// Flows that are read again when they change. Every warm process keeps what it made of them, and looks every few seconds
// whether there is another version: one small read.

import { isFresh } from "../is-fresh.ts";
import type { FlowStore, Now } from "../ports.ts";

/** How long flows are used before their version is looked at again, in milliseconds, unless it is said. */
const REFRESH_MS = 5_000;

/**
 * How long the flows are used after they were last known to be current, in milliseconds. An outage of the flows table of
 * a few minutes must not stop deliveries; after that nothing is matched against flows that may be long changed.
 */
const USABLE_MS = 5 * 60_000;

/**
 * What `make` makes of the flows of a store. Resolves at once while they are known to be current; `onGoingOn` is told why,
 * whenever flows go on being used that could not be looked at. `refreshMs` is how long they are used before their version
 * is looked at again; 0, for a store whose version costs nothing: whenever they are asked for.
 */
export function keptFlows<Stored, Kept extends { readonly version: string }>(
  store: FlowStore<Stored>,
  make: (version: string, flows: readonly Stored[]) => Kept,
  now: Now,
  onGoingOn: (error: unknown) => void,
  refreshMs = REFRESH_MS,
): { current(): Promise<Kept> } {
  let kept: Kept | undefined;
  let currentAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<Kept> | undefined;

  const look = async (): Promise<Kept> => {
    const startedAt = now();
    const version = await store.version();
    if (kept?.version !== version) {
      const snapshot = await store.load();
      kept = make(snapshot.version, snapshot.flows);
    }
    currentAt = startedAt;
    lookedAt = startedAt;
    return kept;
  };

  const lookOrGoOn = async (): Promise<Kept> => {
    try {
      return await look();
    } catch (error) {
      lookedAt = now();
      if (!kept || now() - currentAt >= USABLE_MS) throw error;
      onGoingOn(error);
      return kept;
    }
  };

  return {
    current() {
      if (kept && isFresh(lookedAt, refreshMs, now()) && now() - currentAt < USABLE_MS) return Promise.resolve(kept);
      looking ??= lookOrGoOn().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}
