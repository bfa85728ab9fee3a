// The current flows, compiled and indexed. Every warm process keeps one catalogue and reads the flows' version every few
// seconds: one small read. A change compiles and indexes only the flows that changed. Without a catalogue matching fails;
// it never counts as "no match".

import type { Flow } from "#core/flow/flow.ts";
import { buildMatchIndex, type MatchIndex } from "#core/matching/match-index.ts";
import { type CountedMetrics, countedMetrics } from "#core/profiles/counted-metrics.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import type { Now } from "../ports.ts";
import type { FlowChanges, FlowSnapshot, FlowStore } from "./flow-ports.ts";
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

/** Returns the current flows to the use cases. */
export interface FlowCatalogue {
  /**
   * Returns the flows, at most a few seconds old; during an outage of their store, a few minutes. Rejects if they can't be
   * read.
   */
  current(): Promise<Catalogue>;
}

/** The number of flows that are compiled before other work gets its turn: some 5 ms of CPU. */
const FLOWS_OF_A_TURN = 100;

/** Compiles flows that were checked when they were saved; throws for a flow that was not. */
export function compileCatalogue(version: string, flows: readonly Flow[]): Catalogue {
  return catalogueOf(version, flows.map(runnableFlow));
}

function catalogueOf(version: string, compiled: readonly RunnableFlow[]): Catalogue {
  const active = compiled.filter((flow) => flow.active);
  return {
    version,
    flows: new Map(compiled.map((flow) => [flow.id, flow])),
    index: buildMatchIndex(active),
    counted: countedBy(active),
  };
}

/**
 * Returns the catalogue after some flows changed. The earlier one stays unchanged.
 * @param compiled the compiled flows that changed.
 */
function changeCatalogue(
  before: Catalogue,
  { version, flows: changed, gone }: FlowChanges,
  compiled: readonly RunnableFlow[],
): Catalogue {
  const flows = new Map(before.flows);
  for (const id of gone) flows.delete(id);
  for (const flow of compiled) flows.set(flow.id, flow);
  const added = compiled.filter(({ active }) => active);
  const removed = new Set(
    [...gone, ...changed.map(({ id }) => id)]
      .map((id) => before.flows.get(id))
      .filter((flow) => flow !== undefined)
      .filter(({ active }) => active),
  );
  const readsAsBefore = [...added, ...removed].every(({ readings }) => readings.length === 0);
  return {
    version,
    flows,
    index: before.index.change(removed, added),
    counted: readsAsBefore ? before.counted : countedBy(flows.values().filter(({ active }) => active)),
  };
}

function countedBy(active: Iterable<RunnableFlow>): CountedMetrics {
  return countedMetrics(Iterator.from(active).flatMap(({ readings }) => readings));
}

/**
 * Builds a catalogue over a store of flows. `onStaleFlowsUsed` and `refreshMs` are as for `keptFlows`. `turn` resolves
 * after other work had its turn; it is awaited between two parts of a long compilation.
 */
export function flowCatalogue(
  store: FlowStore,
  now: Now,
  onStaleFlowsUsed: (error: unknown) => void,
  refreshMs?: number,
  turn: () => Promise<void> = () => Promise.resolve(),
): FlowCatalogue {
  const compiled = async (flows: readonly Flow[]): Promise<RunnableFlow[]> => {
    const done: RunnableFlow[] = [];
    for (const flow of flows) {
      if (done.length > 0 && done.length % FLOWS_OF_A_TURN === 0) await turn();
      done.push(runnableFlow(flow));
    }
    return done;
  };
  const maker = {
    fromAll: async ({ version, flows }: FlowSnapshot) => catalogueOf(version, await compiled(flows)),
    withChanges: async (kept: Catalogue, changes: FlowChanges) =>
      changeCatalogue(kept, changes, await compiled(changes.flows)),
  };
  return keptFlows(store, maker, now, onStaleFlowsUsed, refreshMs);
}
