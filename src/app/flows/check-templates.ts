// Checks the templates of a flow when the flow is loaded, so that a template that can't work is refused like any other
// mistake, with its position.

import { metricsOfFlow } from "#core/flow/flow-metrics.ts";
import type { FlowParts } from "#core/flow/flow-parts.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { compileMessage } from "../delivery/webhook-template.ts";

/** Returns the problems in a flow's templates; pointers lead into the flow file. */
export function checkTemplates(parts: FlowParts): Problem[] {
  const metrics = metricsOfFlow(parts);
  return parts.actions.flatMap(({ message }, index) => {
    if (message === undefined) return [];
    const compiled = compileMessage(message, metrics);
    const at = jsonPointer(["definition", "actions", index, "data", "message"]);
    return compiled.ok ? [] : compiled.problems.map((problem) => ({ ...problem, pointer: at + problem.pointer }));
  });
}
