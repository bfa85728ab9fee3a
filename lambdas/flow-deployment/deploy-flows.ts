// What a deployment does to the flows: those of the files become the flows, and those whose files are gone are disabled.

import type { FlowPublication, Now } from "#app/ports.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { parseJson } from "#core/parse-json.ts";
import type { RequestType } from "./custom-resource.ts";

/** What deploying flows needs. */
export interface DeployFlowsPorts {
  readonly store: FlowPublication;
  /** The flows as synth wrote them beside the function's code: a JSON list. */
  readonly readFlows: () => string;
  readonly now: Now;
}

/** Makes the flows of the files the flows. When the stack is deleted, the table stays as it is or goes as a whole. */
export function deployFlows({ store, readFlows, now }: DeployFlowsPorts): (request: RequestType) => Promise<void> {
  return async (request) => {
    if (request !== "Delete") await store.replace(parseFlows(readFlows()), now());
  };
}

/** Synth has checked them, templates and all; here is looked only at what would be written. */
function parseFlows(text: string): Flow[] {
  const list = parseJson(text);
  if (!Array.isArray(list)) throw new Error("The deployed flows are not a list");
  return list.map((value: unknown) => {
    const checked = checkFlow(value);
    if (checked.ok) return checked.flow;
    throw new Error(`A deployed flow is not valid: ${checked.problems[0]?.pointer} ${checked.problems[0]?.message}`);
  });
}
