// All that is checked of a flow beyond its shape, apart from its templates, which are checked where they are compiled.

import { property } from "../json.ts";
import type { Problem } from "../problem.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { checkComparedCounts, checkTriggerConditions } from "./check-conditions.ts";
import { type Flow, flowSchema } from "./flow.ts";
import { type FlowParts, partsOfFlow, readFlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import { checkGraph } from "./graph.ts";
import { checkTriggerMetrics, findUnrunnable } from "./runnable.ts";

/** A flow, or all that is wrong with it, and what of it can be understood. Pointers lead into the flow file. */
type CheckedFlow =
  | { readonly ok: true; readonly flow: Flow; readonly parts: FlowParts }
  | { readonly ok: false; readonly problems: readonly Problem<FlowRule>[]; readonly parts: FlowParts };

/** Checks what a flow file holds. */
export function checkFlow(input: unknown): CheckedFlow {
  const parsed = flowSchema.safeParse(input);
  const parts = parsed.success ? partsOfFlow(parsed.data) : readFlowParts(input);
  const problems = [
    ...(parsed.success ? [] : problemsOfZod(parsed.error, "flow-invalid", input, flowSchema)),
    ...findUnrunnable(parts),
    ...findLostNames(parts, input),
    ...checkTriggerMetrics(parts),
    ...checkTriggerConditions(parts),
    ...checkComparedCounts(parts),
    ...checkGraph(parts),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, flow: parsed.data, parts }
    : { ok: false, problems, parts };
}

// The one name that would be lost: zod's records leave out a field called __proto__, so a header or a field of a body with
// that name would never be sent. A flow that is accepted does all that it says, so it is refused.

const LOST = "__proto__";

/** Refuses headers and fields of bodies that parsing has lost; `input` is the flow before it was parsed. */
function findLostNames({ actions }: FlowParts, input: unknown): Problem<FlowRule>[] {
  const places = actions.flatMap((_action, index) =>
    ["headers", "body"].map((field) => ["definition", "actions", index, "data", "message", field]),
  );
  return places
    .filter((path) => property(path.reduce(property, input), LOST) !== undefined)
    .map((path) => flowProblem("flow-invalid", [...path, LOST], `Nothing can be called "${LOST}" here.`));
}
