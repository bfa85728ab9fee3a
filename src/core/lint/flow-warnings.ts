// What is legal in a flow but most likely not meant. A warning keeps no flow from running; it stands beside the problems
// that do. A test compares this table with docs/errors.md, which says what to do about each.

import { jsonPointer, type Problem } from "../problem.ts";

/** Each warning, and what it means. */
export const FLOW_WARNINGS = {
  "flow-sends-nothing": "The flow runs, but none of its webhooks is live or manual.",
  "flow-never-starts": "Two conditions that must both hold exclude each other, so the flow never starts.",
  "flow-branch-never-taken": "No run can take this branch.",
  "flow-nothing-follows": "No webhook follows this action, so a run ends there at once.",
  "flow-history-begins": "A condition counts what happened before the flow went live, when nothing counted it.",
  "flow-url-not-https": "The URL is not HTTPS, so nothing is sent unless the operator opened the target's addresses.",
  "flow-url-not-open": "The URL's address is not public, or its port not 443, so nothing is sent unless it was opened.",
  "flow-secret-missing": "A webhook needs a secret that is not set here, so its deliveries wait for it.",
  "flow-variable-not-in-samples": "None of the sample events has this variable.",
  "flow-no-sample": "No sample event of the flow's metric was given, so its variables were not looked for.",
} as const satisfies Record<string, string>;

/** The code of a warning. */
export type FlowWarning = keyof typeof FLOW_WARNINGS;

/** A warning about a place in a flow file, at a path of keys and indexes. */
export function flowWarning(rule: FlowWarning, path: readonly PropertyKey[], message: string): Problem<FlowWarning> {
  return { rule, pointer: jsonPointer(path), message };
}
