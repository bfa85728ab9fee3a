// The actions of a flow form a graph: every link leads to an action, every action can be reached from the entry, and
// no run comes by the same action twice.

import { nearestName } from "../nearest-name.ts";
import type { Problem } from "../problem.ts";
import type { Action } from "./actions.ts";
import type { Flow } from "./flow.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";

/** A link from one action to another, with its place in the flow file. */
interface ActionLink {
  readonly to: string;
  readonly path: readonly PropertyKey[];
}

/** What is wrong with the links between a flow's actions. */
export function checkGraph(flow: Flow): Problem<FlowRule>[] {
  const { actions, entry_action_id } = flow.definition;
  const byId = new Map(actions.map((action) => [action.id, action]));
  const problems = [...checkUniqueIds(actions), ...checkLinks(flow, byId)];
  if (problems.length > 0) return problems;
  return [...checkReachable(actions, reachableFrom(entry_action_id, byId)), ...checkCycles(entry_action_id, byId)];
}

function checkUniqueIds(actions: readonly Action[]): Problem<FlowRule>[] {
  const seen = new Set<string>();
  return actions.flatMap((action, index) => {
    const repeated = seen.has(action.id);
    seen.add(action.id);
    const message = `Two actions have the id "${action.id}". Give each action an id of its own.`;
    return repeated ? [flowProblem("flow-duplicate-action", ["definition", "actions", index, "id"], message)] : [];
  });
}

function checkLinks(flow: Flow, byId: ReadonlyMap<string, Action>): Problem<FlowRule>[] {
  const entry: ActionLink = { to: flow.definition.entry_action_id, path: ["definition", "entry_action_id"] };
  const links = flow.definition.actions.flatMap((action, index) =>
    linksOf(action).map((link) => ({ ...link, path: ["definition", "actions", index, ...link.path] })),
  );
  const known = [...byId.keys()];
  return [entry, ...links]
    .filter(({ to }) => !byId.has(to))
    .map(({ to, path }) =>
      flowProblem("flow-dangling-link", path, `No action has the id "${to}". ${whichIsMeant(to, known)}`),
    );
}

function whichIsMeant(id: string, known: readonly string[]): string {
  const near = nearestName(id, known);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `The flow's actions are ${known.map((action) => `"${action}"`).join(", ")}.`;
}

function checkReachable(actions: readonly Action[], reached: ReadonlySet<string>): Problem<FlowRule>[] {
  return actions.flatMap((action, index) => {
    const message = `No path leads to the action "${action.id}". Link to it, or remove it.`;
    return reached.has(action.id)
      ? []
      : [flowProblem("flow-unreachable-action", ["definition", "actions", index, "id"], message)];
  });
}

function reachableFrom(entry: string, byId: ReadonlyMap<string, Action>): Set<string> {
  const reached = new Set([entry]);
  for (const id of reached) {
    const action = byId.get(id);
    for (const link of action ? linksOf(action) : []) reached.add(link.to);
  }
  return reached;
}

function checkCycles(entry: string, byId: ReadonlyMap<string, Action>): Problem<FlowRule>[] {
  const cycle = findCycle(entry, byId, [], new Set());
  if (!cycle) return [];
  const message = `The actions lead back to themselves: ${cycle.join(" → ")}. A run takes each action once.`;
  return [flowProblem("flow-cycle", ["definition", "actions"], message)];
}

/** A path that comes back to where it was, looked for from `id` on; `path` led here, `finished` leads into none. */
function findCycle(
  id: string,
  byId: ReadonlyMap<string, Action>,
  path: readonly string[],
  finished: Set<string>,
): readonly string[] | undefined {
  if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
  if (finished.has(id)) return undefined;
  const action = byId.get(id);
  const here = [...path, id];
  for (const { to } of action ? linksOf(action) : []) {
    const cycle = findCycle(to, byId, here, finished);
    if (cycle) return cycle;
  }
  finished.add(id);
  return undefined;
}

/** Where an action leads, with the place of each link inside the action. */
function linksOf(action: Action): ActionLink[] {
  switch (action.type) {
    case "trigger-split":
    case "conditional-split":
      return [
        ...link(action.links.next_if_true, ["links", "next_if_true"]),
        ...link(action.links.next_if_false, ["links", "next_if_false"]),
      ];
    case "multi-branch-split":
      return action.data.branches.flatMap((branch, index) =>
        link(branch.links?.next, ["data", "branches", index, "links", "next"]),
      );
    case "send-webhook":
    case "time-delay":
    case "target-date":
      return link(action.links?.next, ["links", "next"]);
  }
}

function link(to: string | null | undefined, path: readonly PropertyKey[]): ActionLink[] {
  return to == null ? [] : [{ to, path }];
}
