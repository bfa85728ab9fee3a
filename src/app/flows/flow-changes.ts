// Computes the changes for a store that has both versions of the flows in memory.

import type { Flow } from "#core/flow/flow.ts";
import type { FlowChanges, FlowSnapshot } from "./flow-ports.ts";

/** Returns the changes from one version of the flows to the next. */
export function flowChanges(before: FlowSnapshot, now: FlowSnapshot): FlowChanges {
  const known = new Map(before.flows.map((flow) => [flow.id, flow]));
  const left = new Set(now.flows.map(({ id }) => id));
  return {
    version: now.version,
    after: before.version,
    flows: now.flows.filter((flow) => !isSame(known.get(flow.id), flow)),
    gone: [...known.keys()].filter((id) => !left.has(id)),
  };
}

/** Compares as JSON, the form in which flows are stored. */
function isSame(before: Flow | undefined, now: Flow): boolean {
  return before !== undefined && (before === now || JSON.stringify(before) === JSON.stringify(now));
}
