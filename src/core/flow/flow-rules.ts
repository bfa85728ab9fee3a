// The rules that a flow file can break: the codes of its problems. The types allow no other code, and a test compares this table
// with docs/errors.md, which says how to fix each problem. src/templates/rules.ts has the rules of templates.

import { jsonPointer, type Problem } from "../problem.ts";

/** Each rule of a flow file, and the meaning of a problem with this code. */
export const FLOW_RULES = {
  "flow-unreadable": "The file can't be read.",
  "flow-no-files": "The directory has no flow files.",
  "flow-not-yaml": "The file is not valid YAML.",
  "flow-invalid": "A field is missing, unknown or of the wrong kind.",
  "flow-not-supported": "The flow language has this, but Flowhook does not run it.",
  "flow-metric-refused": "This metric can't start a webhook flow.",
  "flow-other-metric": "A condition on the event names another metric than the one that starts the flow.",
  "flow-duplicate-id": "Two files hold flows of the same id.",
  "flow-duplicate-action": "Two actions of the flow have the same id.",
  "flow-dangling-link": "A link leads to an action that the flow does not have.",
  "flow-unreachable-action": "No path leads from the entry to this action.",
  "flow-cycle": "The actions lead back to themselves.",
  "flow-secret-host": "A webhook reads a secret that may not be sent to its host.",
} as const satisfies Record<string, string>;

/** The code of a problem in a flow file, apart from its templates. */
export type FlowRule = keyof typeof FLOW_RULES;

/** A problem in a flow file, at a path of keys and indexes. */
export function flowProblem(rule: FlowRule, path: readonly PropertyKey[], message: string): Problem<FlowRule> {
  return { rule, pointer: jsonPointer(path), message };
}
