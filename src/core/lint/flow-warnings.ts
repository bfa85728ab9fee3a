// Warnings: a flow is valid, but probably not what its author meant. A flow with warnings runs. A test compares this table with
// docs/errors.md, which says what to do about each warning.

import { jsonPointer, type Problem } from "../problem.ts";

/** Each warning and its meaning. */
export const FLOW_WARNINGS = {
  "flow-sends-nothing": "The flow runs, but none of its webhooks is live or manual.",
  "flow-never-starts": "Two conditions that must both match exclude each other, so the flow never starts.",
  "flow-branch-never-taken": "No run can take this branch.",
  "flow-nothing-follows": "No webhook follows this action, so a run ends there at once.",
  "flow-history-begins": "A condition counts events from before the flow was live, but those events were not kept.",
  "flow-url-not-https": "The URL is not HTTPS, so nothing is sent unless the operator opened the target's addresses.",
  "flow-url-not-open": "The URL's address is not public, or its port not 443, so nothing is sent unless it was opened.",
  "flow-secret-missing": "A webhook needs a secret that is not set here, so its deliveries wait until it is set.",
  "flow-variable-not-in-samples": "No sample event has this variable.",
  "flow-no-sample": "There is no sample event of the flow's metric, so its variables were not checked.",
} as const satisfies Record<string, string>;

/** The code of a warning. */
export type FlowWarning = keyof typeof FLOW_WARNINGS;

/** A warning about a place in a flow file, at a path of keys and indexes. */
export function flowWarning(rule: FlowWarning, path: readonly PropertyKey[], message: string): Problem<FlowWarning> {
  return { rule, pointer: jsonPointer(path), message };
}
