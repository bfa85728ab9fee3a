// All that is checked of a flow beyond its shape, apart from its templates, which are checked where they are compiled.

import type { Problem } from "../problem.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { checkComparedCounts, checkTriggerConditions } from "./check-conditions.ts";
import { type Flow, flowSchema } from "./flow.ts";
import { type FlowParts, partsOfFlow, readFlowParts } from "./flow-parts.ts";
import type { FlowRule } from "./flow-rules.ts";
import { checkGraph } from "./graph.ts";
import { findLostNames } from "./lost-names.ts";
import { checkTriggerMetrics } from "./refused-metrics.ts";
import { findUnrunnable } from "./runnable.ts";

/** A flow, or all that is wrong with it, and what of it can be understood. Pointers lead into the flow file. */
export type CheckedFlow =
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
