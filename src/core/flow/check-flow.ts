// Checks a flow file: its shape, and every rule that the schema can't express. Templates are checked where they are compiled.

import { property } from "../json.ts";
import type { Problem } from "../problem.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { checkComparedCounts, checkTriggerConditions } from "./check-conditions.ts";
import { type Flow, flowSchema } from "./flow.ts";
import { type FlowParts, partsOfFlow, readFlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import { checkGraph } from "./graph.ts";
import { checkTriggerMetrics, findUnrunnable } from "./runnable.ts";

/** A flow, or its problems, and the parts of it that can be read. Pointers lead into the flow file. */
type CheckedFlow =
  | { readonly ok: true; readonly flow: Flow; readonly parts: FlowParts }
  | { readonly ok: false; readonly problems: readonly Problem<FlowRule>[]; readonly parts: FlowParts };

/** Checks the content of a flow file. */
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

// zod's records drop a field called __proto__, so a header or a body field with that name would never be sent. An accepted flow
// does everything that its file says, so the name is refused.

const LOST = "__proto__";

/** Refuses headers and body fields that parsing dropped; `input` is the flow before it was parsed. */
function findLostNames({ actions }: FlowParts, input: unknown): Problem<FlowRule>[] {
  const places = actions.flatMap((_action, index) =>
    ["headers", "body"].map((field) => ["definition", "actions", index, "data", "message", field]),
  );
  return places
    .filter((path) => property(path.reduce(property, input), LOST) !== undefined)
    .map((path) =>
      flowProblem(
        "flow-invalid",
        [...path, LOST],
        `A header or a body field can't be called "${LOST}". Use another name.`,
      ),
    );
}
