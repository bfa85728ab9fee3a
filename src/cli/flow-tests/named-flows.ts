// The flows and actions that a scenario file names, among those that there are.

import type { Flow } from "#core/flow/flow.ts";
import { nearestName } from "#core/nearest-name.ts";
import type { Problem } from "#core/problem.ts";
import { type ScenarioRule, scenarioProblem } from "./scenario-rules.ts";
import type { ScenarioFile, WrittenScenario } from "./scenario-schema.ts";

type Problems = readonly Problem<ScenarioRule>[];

/** The flows that a file plays: those that it names, else all. */
export function namedFlows(
  { flow, flows }: ScenarioFile,
  all: readonly Flow[],
): { readonly flows: readonly Flow[]; readonly problems: Problems } {
  const named = flows ?? (flow === undefined ? undefined : [flow]);
  if (named === undefined) return { flows: all, problems: [] };
  const known = all.map(({ id }) => id);
  const problems = named.flatMap((id, index) =>
    known.includes(id) ? [] : [unknownFlow(id, flows ? ["flows", index] : ["flow"], known)],
  );
  return { flows: all.filter(({ id }) => named.includes(id)), problems };
}

/** Flows and actions that a scenario expects something of and that it does not play. */
export function unknownNames(
  scenario: WrittenScenario,
  path: readonly PropertyKey[],
  flows: readonly Flow[],
): Problems {
  const { expect = [], expect_no = [], reviews = [] } = scenario;
  return [
    ...expect.flatMap((which, index) => unknown(which, "action", [...path, "expect", index], flows)),
    ...expect_no.flatMap((which, index) => unknown(which, "action", [...path, "expect_no", index], flows)),
    ...reviews.flatMap(({ flow, approve, discard }, index) => {
      const which = { flow, action: approve ?? discard };
      return unknown(which, approve === undefined ? "discard" : "approve", [...path, "reviews", index], flows);
    }),
  ];
}

interface Named {
  readonly flow?: string | undefined;
  readonly action?: string | undefined;
}

/** What is wrong with the names of a flow and, in the field `key`, of one of its actions. */
function unknown({ flow, action }: Named, key: string, path: readonly PropertyKey[], flows: readonly Flow[]): Problems {
  const known = flows.map(({ id }) => id);
  if (flow !== undefined && !known.includes(flow)) return [unknownFlow(flow, [...path, "flow"], known)];
  if (action === undefined) return [];
  const asked = flow === undefined ? flows : flows.filter(({ id }) => id === flow);
  const actions = asked.flatMap(({ definition }) => definition.actions);
  const webhooks = actions.filter(({ type }) => type === "send-webhook").map(({ id }) => id);
  if (webhooks.includes(action)) return [];
  const other = actions.find(({ id }) => id === action);
  const what = other
    ? `The action "${action}" is a ${other.type}: it sends nothing.`
    : `There is no action "${action}" in ${asked.map(({ id }) => id).join(", ")}.`;
  return [scenarioProblem("scenario-unknown-action", [...path, key], `${what} ${whichIsMeant(action, webhooks)}`)];
}

function unknownFlow(id: string, path: readonly PropertyKey[], known: readonly string[]): Problem<ScenarioRule> {
  const message = `There is no flow "${id}" here. ${whichIsMeant(id, known)}`;
  return scenarioProblem("scenario-unknown-flow", path, message);
}

function whichIsMeant(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return known.length === 0 ? "There are none." : `There are ${known.map((each) => `"${each}"`).join(", ")}.`;
}
