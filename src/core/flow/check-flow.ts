// All that is checked of a flow beyond its shape, apart from its templates, which are checked where they are compiled.

import type { Problem } from "../problem.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { type Flow, flowSchema } from "./flow.ts";
import type { FlowRule } from "./flow-rules.ts";
import { checkGraph } from "./graph.ts";
import { findLostNames } from "./lost-names.ts";
import { checkTriggerMetrics } from "./refused-metrics.ts";
import { findUnrunnable } from "./runnable.ts";
import { checkTriggerConditions } from "./trigger-conditions.ts";

/** A flow, or all that is wrong with it. Pointers lead into the flow file. */
export type CheckedFlow =
  | { readonly ok: true; readonly flow: Flow }
  | { readonly ok: false; readonly problems: readonly Problem<FlowRule>[] };

/** Checks what a flow file holds. */
export function checkFlow(input: unknown): CheckedFlow {
  const parsed = flowSchema.safeParse(input);
  if (!parsed.success) return { ok: false, problems: problemsOfZod(parsed.error, "flow-invalid", input, flowSchema) };
  const flow = parsed.data;
  const problems = [
    ...findUnrunnable(flow),
    ...findLostNames(flow, input),
    ...checkTriggerMetrics(flow),
    ...checkTriggerConditions(flow),
    ...checkGraph(flow),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, flow };
}
