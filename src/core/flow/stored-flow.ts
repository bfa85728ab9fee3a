// Reads flows from where they are stored. They were checked before they were stored, and checking a hundred thousand flows again
// takes as long as compiling them. So a store keeps the format by which its flows were checked, and a flow is checked again
// only in a release with another format.
//
// An unreadable flow that is live or manual stops the whole catalogue, because an event must not miss a flow unnoticed. So a rule
// that a release adds or tightens belongs in check-flow.ts, which checks flow files, and never into the schema, which reads
// stored flows. An unreadable flow that is disabled or a draft holds back only itself, because no event starts it.

import { property } from "../json.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { type Flow, flowSchema } from "./flow.ts";
import { inactiveFlow } from "./status.ts";

/** The format of flows in this release: the beginning of the SHA-256 of their JSON Schema. A test compares the two. */
export const FLOW_FORMAT = "56a6924521d1";

/**
 * Reads a stored flow. If this release can't read it, returns undefined for a flow that is disabled or a draft, and throws with
 * the id of any other flow.
 * @param format the format by which the flow was checked, if the store knows it.
 */
export function readStoredFlow(stored: unknown, format: string | undefined): Flow | undefined {
  if (format === FLOW_FORMAT && looksLikeFlow(stored)) return stored;
  const read = flowSchema.safeParse(stored);
  if (read.success) return read.data;
  if (inactiveFlow(stored) !== undefined) return undefined;
  const problems = problemsOfZod(read.error, "flow-invalid", stored, flowSchema);
  const reasons = problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join(" ");
  throw new Error(
    `This release can't read the stored flow ${JSON.stringify(property(stored, "id"))}: ${reasons} Correct its file and deploy it again.`,
    { cause: read.error },
  );
}

function looksLikeFlow(stored: unknown): stored is Flow {
  return (
    typeof stored === "object" && stored !== null && "id" in stored && "status" in stored && "definition" in stored
  );
}
