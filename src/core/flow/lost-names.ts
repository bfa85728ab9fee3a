// The one name that would be lost: zod's records leave out a field called __proto__, so a header or a field of a body with
// that name would never be sent. A flow that is accepted does all that it says, so it is refused.

import { property } from "../json.ts";
import type { Problem } from "../problem.ts";
import type { FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";

const LOST = "__proto__";

/** Refuses headers and fields of bodies that parsing has lost; `input` is the flow before it was parsed. */
export function findLostNames({ actions }: FlowParts, input: unknown): Problem<FlowRule>[] {
  const places = actions.flatMap((_action, index) =>
    ["headers", "body"].map((field) => ["definition", "actions", index, "data", "message", field]),
  );
  return places
    .filter((path) => property(path.reduce(property, input), LOST) !== undefined)
    .map((path) => flowProblem("flow-invalid", [...path, LOST], `Nothing can be called "${LOST}" here.`));
}
