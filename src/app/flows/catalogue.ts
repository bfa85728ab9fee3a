// The flows as they are now, compiled and indexed. Every warm process keeps one and looks every few seconds whether the
// flows have changed: one small read. Without a catalogue nothing is matched: that is never the same as "no match".

import type { Flow } from "#core/flow/flow.ts";
import { buildMatchIndex, type MatchIndex } from "#core/matching/match-index.ts";
import { type CountedMetrics, countedMetrics } from "#core/profiles/counted-metrics.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import type { FlowStore, Now } from "../ports.ts";
import { keptFlows } from "./kept-flows.ts";

/** All flows of one version. */
export interface Catalogue {
  readonly version: string;
  /** Every flow by its id, live or not. */
  readonly flows: ReadonlyMap<string, RunnableFlow>;
  /** The flows that are live or manual, by the events that start them. */
  readonly index: MatchIndex<RunnableFlow>;
  /** The metrics whose events these flows count. */
  readonly counted: CountedMetrics;
}

/** Where the use cases find the flows. */
export interface FlowCatalogue {
  /**
   * The flows as they were at most a few seconds ago; during an outage of their store, a few minutes. Rejects when they
   * can't be had.
   */
  current(): Promise<Catalogue>;
}

/** Makes flows ready that were checked when they were saved; throws for one that was not. */
export function compileCatalogue(version: string, flows: readonly Flow[]): Catalogue {
  const compiled = flows.map(runnableFlow);
  const active = compiled.filter((flow) => flow.active);
  return {
    version,
    flows: new Map(compiled.map((flow) => [flow.id, flow])),
    index: buildMatchIndex(active),
    counted: countedMetrics(active.flatMap((flow) => flow.readings)),
  };
}

/**
 * A catalogue over a store of flows. `onGoingOn` is told why, whenever flows go on being used that could not be looked at.
 * `refreshMs` is as for `keptFlows`.
 */
export function flowCatalogue(
  store: FlowStore,
  now: Now,
  onGoingOn: (error: unknown) => void,
  refreshMs?: number,
): FlowCatalogue {
  return keptFlows(store, compileCatalogue, now, onGoingOn, refreshMs);
}
