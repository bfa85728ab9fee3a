// The rules that a scenario file can break, as the codes of its problems; docs/errors.md tells how to mend each.

import { jsonPointer, type Problem } from "#core/problem.ts";

/** Each rule of a scenario file, and what it means when it is broken. */
export const SCENARIO_RULES = {
  "scenario-not-yaml": "The scenario file is not valid YAML.",
  "scenario-invalid": "A field of the scenario file is missing, unknown or not of the kind that it must be.",
  "scenario-unknown-flow": "The scenario names a flow that is not in the directory of the flows.",
  "scenario-unknown-action": "The scenario names an action that its flows do not have, or that sends nothing.",
  "scenario-event": "An event of the scenario is one that Flowhook would refuse, or its file can't be read.",
  "scenario-time": "The scenario expects a webhook before its first event.",
} as const satisfies Record<string, string>;

/** The code of a problem in a scenario file. */
export type ScenarioRule = keyof typeof SCENARIO_RULES;

/** A problem in a scenario file, at a path of keys and indexes. */
export function scenarioProblem(
  rule: ScenarioRule,
  path: readonly PropertyKey[],
  message: string,
): Problem<ScenarioRule> {
  return { rule, pointer: jsonPointer(path), message };
}
