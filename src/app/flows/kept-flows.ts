// Caches flows and reads them again when they change. Every warm process keeps what it made of the flows and checks the
// version every few seconds: one small read. After a change it loads and makes only the flows that changed, so the cost
// grows with the change, however many flows there are.

import { MINUTE_MS } from "#core/time.ts";
import { isFresh } from "../is-fresh.ts";
import type { Now } from "../ports.ts";
import type { FlowChanges, FlowSnapshot, FlowStore } from "./flow-ports.ts";

/** The default time before the version of the flows is read again, in milliseconds. */
const REFRESH_MS = 5_000;

/**
 * How long the flows stay in use after they were last known to be current, in milliseconds. An outage of the flows table of
 * a few minutes must not stop deliveries; after that, no event is matched against flows that may have changed long ago.
 */
const USABLE_MS = 5 * MINUTE_MS;

/** Makes the cached value of a process from the flows. */
export interface FlowMaker<Stored, Kept> {
  fromAll(snapshot: FlowSnapshot<Stored>): Kept | Promise<Kept>;
  /** Leaves `kept` as it is, because others may be using it. */
  withChanges(kept: Kept, changes: FlowChanges<Stored>): Kept | Promise<Kept>;
}

/**
 * Keeps what `maker` makes of a store's flows. `current` resolves at once while the flows are known to be current.
 * `onStaleFlowsUsed` is called with the error whenever the version check fails and the cached flows stay in use. `refreshMs`
 * is how long flows are used before their version is read again; 0, for a store whose version costs nothing: at each call.
 */
export function keptFlows<Stored, Kept extends { readonly version: string }>(
  store: FlowStore<Stored>,
  maker: FlowMaker<Stored, Kept>,
  now: Now,
  onStaleFlowsUsed: (error: unknown) => void,
  refreshMs = REFRESH_MS,
): { current(): Promise<Kept> } {
  let kept: Kept | undefined;
  let currentAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<Kept> | undefined;

  const make = (before: Kept | undefined, loaded: FlowSnapshot<Stored> | FlowChanges<Stored>) => {
    if (!("after" in loaded)) return maker.fromAll(loaded);
    if (before?.version !== loaded.after) throw new Error(`The changes after ${loaded.after} were not asked for`);
    return maker.withChanges(before, loaded);
  };

  const look = async (): Promise<Kept> => {
    const startedAt = now();
    const version = await store.version();
    if (kept?.version !== version) kept = await make(kept, await store.load(kept?.version));
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
      onStaleFlowsUsed(error);
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
