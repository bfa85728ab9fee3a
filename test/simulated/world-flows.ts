// The flows of simulated worlds.

import { loadFlows } from "#app/flows/load-flows.ts";
import type { Flow } from "#core/flow/flow.ts";

/** Returns the flows of these files; throws for a file with a problem. */
export function worldFlows(texts: readonly string[]): readonly Flow[] {
  const { flows, problems } = loadFlows(texts.map((text, index) => ({ path: `${index}.yaml`, text })));
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return flows;
}
