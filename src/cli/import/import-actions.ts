// Imports a flow's actions: each gets a readable id, links are rewritten to these ids, and an action that Flowhook does not have is
// removed, so that links to it lead to the action after it.

import { conditionGroupsSchema } from "#core/filters/condition-groups.ts";
import { actionSchema } from "#core/flow/actions.ts";
import { branchFilterSchema, profileFilterSchema } from "#core/flow/profile-conditions.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { type FilterImport, fitted, importFilter, type TakeNote } from "./carried-over.ts";

interface ImportedActions {
  readonly actions: readonly JsonObject[];
  /** Undefined: no action is left. */
  readonly entry: string | undefined;
}

interface ActionImport extends FilterImport {
  readonly triggerId: string;
}

const LINKS = ["next", "next_if_true", "next_if_false"] as const;

/** Imports the actions that the entry leads to. */
export function importActions(exported: readonly JsonObject[], entry: string, context: ActionImport): ImportedActions {
  const byId = new Map(exported.map((action) => [idOf(action), action]));
  const counts = new Map<string, number>();
  const imported = new Map<string, JsonObject>();
  for (const action of exported) {
    const type = String(action["type"]);
    const count = (counts.get(type) ?? 0) + 1;
    const carried = importAction({ ...action, id: `${type}-${count}` }, placeOf(action), context);
    if (carried === undefined) continue;
    counts.set(type, count);
    imported.set(idOf(action), carried);
  }
  const follow = (id: JsonValue | undefined) => followed(id, byId, imported);
  const start = follow(entry);
  const linked = [...imported.values()].map((action) => withLinks(action, follow));
  return { actions: reachable(linked, start), entry: start };
}

function idOf(action: JsonObject): string {
  return String(action["id"] ?? action["temporary_id"]);
}

function placeOf(action: JsonObject): string {
  return `action ${idOf(action)} (${String(action["type"])})`;
}

function importAction(action: JsonObject, where: string, context: ActionImport): JsonObject | undefined {
  const { note } = context;
  const { temporary_id: _, ...rest } = action;
  const data = isJsonObject(rest["data"]) ? importData(String(rest["type"]), rest["data"], where, context) : {};
  const fit = fitted(actionSchema, { ...rest, data }, (field) => {
    note({ where, why: `Flowhook has no field ${field}.`, todo: "Check that the webhook works without it." });
  });
  if ("value" in fit) return fit.value;
  const known = actionSchema.options.some(({ shape }) => shape.type.value === rest["type"]);
  const why = known ? fit.problem : `Flowhook has no ${String(rest["type"])} action.`;
  note({ where, why, todo: "It was omitted; runs continue with the action after it. Do its work elsewhere." });
  return undefined;
}

function importData(type: string, data: JsonObject, where: string, context: ActionImport): JsonObject {
  const at = { where, ...context };
  switch (type) {
    case "send-webhook":
      return importMessage(data, where, context.note);
    case "trigger-split":
      return {
        ...data,
        trigger_filter: importFilter(conditionGroupsSchema, data["trigger_filter"], at) ?? null,
        trigger_id: context.triggerId,
      };
    case "conditional-split":
      return { ...data, profile_filter: importFilter(profileFilterSchema, data["profile_filter"], at) ?? NO_GROUPS };
    case "multi-branch-split":
      return { ...data, branches: branchesOf(data).map((branch) => importBranch(branch, at)) };
    default:
      return data;
  }
}

const NO_GROUPS: JsonObject = { condition_groups: [] };

function branchesOf({ branches }: JsonObject): JsonObject[] {
  return Array.isArray(branches) ? branches.filter(isJsonObject) : [];
}

function importBranch(branch: JsonObject, at: FilterImport & { readonly where: string }): JsonObject {
  const where = `${at.where}, branch ${String(branch["branch_id"])}`;
  if (branch["is_else"] === true) return { ...branch, branch_filter: null };
  return {
    ...branch,
    branch_filter: importFilter(branchFilterSchema, branch["branch_filter"], { ...at, where }) ?? NO_GROUPS,
  };
}

/** Names of headers whose values are probably secrets. */
const SECRET_HEADER = /auth|token|secret|key|password/i;

function importMessage(data: JsonObject, where: string, note: TakeNote): JsonObject {
  const message = isJsonObject(data["message"]) ? data["message"] : {};
  const { id: _, ...rest } = message;
  const headers = isJsonObject(rest["headers"]) ? rest["headers"] : {};
  for (const [name, value] of Object.entries(headers)) {
    if (!SECRET_HEADER.test(name) || String(value).includes("{{")) continue;
    note({
      where: `${where}, header ${name}`,
      why: "Its value looks like a secret, which a flow file should not contain.",
      todo: `Set it as a secret (docs/secrets.md), write "{{ secrets.name }}" here, and rotate it, because it was exported.`,
    });
  }
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return { ...data, message: { ...rest, ...(texts.length === 0 ? {} : { headers: Object.fromEntries(texts) }) } };
}

/** The new id of the first imported action on the path from an old id; undefined if the path ends before one. */
function followed(
  id: JsonValue | undefined,
  byId: ReadonlyMap<string, JsonObject>,
  imported: ReadonlyMap<string, JsonObject>,
): string | undefined {
  const seen = new Set<string>();
  for (let next = id; next != null; ) {
    const old = String(next);
    const action = imported.get(old);
    if (action !== undefined) return String(action["id"]);
    if (seen.has(old)) return undefined;
    seen.add(old);
    const links = byId.get(old)?.["links"];
    next = isJsonObject(links) ? links["next"] : undefined;
  }
  return undefined;
}

type Follow = (id: JsonValue | undefined) => string | undefined;

function withLinks(action: JsonObject, follow: Follow): JsonObject {
  const { data } = action;
  const own = linksOf(action, follow);
  const { links: _, ...rest } = action;
  if (action["type"] !== "multi-branch-split" || !isJsonObject(data)) return { ...rest, ...own };
  const branches = branchesOf(data).map(({ links, ...branch }) => ({
    ...branch,
    ...linksOf({ links: links ?? null }, follow),
  }));
  return { ...rest, data: { ...data, branches } };
}

/** The links of an action or a branch. Omits those that end the run. */
function linksOf({ links }: JsonObject, follow: Follow): { readonly links?: JsonObject } {
  const known = LINKS.flatMap((name) => {
    const to = isJsonObject(links) ? follow(links[name]) : undefined;
    return to === undefined ? [] : [[name, to] as const];
  });
  return known.length === 0 ? {} : { links: Object.fromEntries(known) };
}

/** The actions that the start leads to. Flowhook would refuse the others. */
function reachable(actions: readonly JsonObject[], start: string | undefined): JsonObject[] {
  const nextIds = new Map(actions.map((action) => [action["id"], nextIdsOf(action)]));
  const reached = new Set<JsonValue>(start === undefined ? [] : [start]);
  for (const id of reached) for (const to of nextIds.get(id) ?? []) reached.add(to);
  return actions.filter(({ id = null }) => reached.has(id));
}

function nextIdsOf(action: JsonObject): JsonValue[] {
  const { data } = action;
  const sources = [action, ...(isJsonObject(data) ? branchesOf(data) : [])];
  return sources.flatMap(({ links }) => (isJsonObject(links) ? Object.values(links) : []));
}
