// Checks the graph of a flow's actions: every link leads to an action, every action can be reached from the entry, and no path
// returns to an action.

import { didYouMean } from "../nearest-name.ts";
import type { Problem } from "../problem.ts";
import { MAX_ACTIONS } from "./flow.ts";
import type { ActionPart, FlowParts } from "./flow-parts.ts";
import { type FlowRule, flowProblem } from "./flow-rules.ts";
import type { ActionLink } from "./links.ts";

/** The actions of a flow by their ids. */
type ActionsById = ReadonlyMap<string, ActionPart>;

/** The problems of the links between a flow's actions. */
export function checkGraph({ entry, actions }: FlowParts): Problem<FlowRule>[] {
  // The schema already reports too many actions, and checking the links between thousands of them would take too long.
  if (actions.length > MAX_ACTIONS) return [];
  const byId = new Map(actions.flatMap((action) => (action.id === undefined ? [] : [[action.id, action]])));
  const problems = [...checkUniqueIds(actions), ...checkLinks(entry, actions, byId)];
  if (problems.length > 0 || entry === undefined) return problems;
  return [...checkReachable(entry, actions, byId), ...checkCycles(entry, byId)];
}

function checkUniqueIds(actions: readonly ActionPart[]): Problem<FlowRule>[] {
  const seen = new Set<string>();
  return actions.flatMap(({ id }, index) => {
    if (id === undefined) return [];
    const repeated = seen.has(id);
    seen.add(id);
    const message = `Two actions have the id "${id}". Give each action a different id.`;
    return repeated ? [flowProblem("flow-duplicate-action", ["definition", "actions", index, "id"], message)] : [];
  });
}

function checkLinks(entry: string | undefined, actions: readonly ActionPart[], byId: ActionsById): Problem<FlowRule>[] {
  const first: ActionLink[] = entry === undefined ? [] : [{ to: entry, path: ["definition", "entry_action_id"] }];
  const links = actions.flatMap((action, index) =>
    action.links.map(({ to, path }) => ({ to, path: ["definition", "actions", index, ...path] })),
  );
  const known = [...byId.keys()];
  return [...first, ...links]
    .filter(({ to }) => known.length > 0 && !byId.has(to))
    .map(({ to, path }) =>
      flowProblem("flow-dangling-link", path, `No action has the id "${to}".${whichIsMeant(to, known)}`),
    );
}

function whichIsMeant(id: string, known: readonly string[]): string {
  return didYouMean(id, known, `The flow's actions are ${known.map((action) => `"${action}"`).join(", ")}.`);
}

/** Reports no action while any action is invalid, because its mistake may hide a link. */
function checkReachable(entry: string, actions: readonly ActionPart[], byId: ActionsById): Problem<FlowRule>[] {
  if (actions.some(({ action }) => action === undefined)) return [];
  const reached = reachableFrom(entry, byId);
  return actions.flatMap(({ id = "" }, index) => {
    const message = `No path leads to the action "${id}". Link to it, or remove it.`;
    return reached.has(id)
      ? []
      : [flowProblem("flow-unreachable-action", ["definition", "actions", index, "id"], message)];
  });
}

function reachableFrom(entry: string, byId: ActionsById): Set<string> {
  const reached = new Set([entry]);
  for (const id of reached) for (const { to } of byId.get(id)?.links ?? []) reached.add(to);
  return reached;
}

function checkCycles(entry: string, byId: ActionsById): Problem<FlowRule>[] {
  const cycle = findCycle(entry, byId);
  if (!cycle) return [];
  const message = `The actions form a cycle: ${cycle.join(" → ")}. A run takes each action once; remove one of these links.`;
  return [flowProblem("flow-cycle", ["definition", "actions"], message)];
}

/** An action on the path of the search, and the index of its next link. */
interface Visit {
  readonly id: string;
  readonly links: readonly ActionLink[];
  next: number;
}

/**
 * The first cycle that is found from `entry`. The search keeps its path in a list instead of recursing, so a chain of any length
 * fits; an action that leads to no cycle is searched once.
 */
export function findCycle(entry: string, byId: ActionsById): readonly string[] | undefined {
  const visit = (id: string): Visit => ({ id, links: byId.get(id)?.links ?? [], next: 0 });
  const onPath = new Set([entry]);
  const finished = new Set<string>();
  const path = [visit(entry)];
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const link = here.links[here.next++];
    if (link === undefined) {
      finished.add(here.id);
      onPath.delete(here.id);
      path.pop();
    } else if (onPath.has(link.to)) {
      const ids = path.map(({ id }) => id);
      return [...ids.slice(ids.indexOf(link.to)), link.to];
    } else if (!finished.has(link.to)) {
      onPath.add(link.to);
      path.push(visit(link.to));
    }
  }
  return undefined;
}
