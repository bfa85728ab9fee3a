// A flow of Klaviyo's as a flow file of Flowhook's. It says the same, as far as Flowhook can; what it cannot is noted, and
// then the flow is a draft until a person has looked at the notes.

import { Document, visit } from "yaml";
import { conditionGroupsSchema } from "#core/filters/condition-groups.ts";
import { profileFilterSchema } from "#core/flow/profile-conditions.ts";
import { statusSchema } from "#core/flow/status.ts";
import type { JsonObject } from "#core/json.ts";
import { reentryCriteriaSchema } from "#core/profiles/reentry.ts";
import { type FilterImport, type ImportNote, importFilter, type TakeNote } from "./carried-over.ts";
import { importActions } from "./import-actions.ts";
import type { KlaviyoFlow } from "./klaviyo-export.ts";

/** An imported flow. */
export interface ImportedFlow {
  readonly id: string;
  /** The text of the flow file. */
  readonly text: string;
  readonly notes: readonly ImportNote[];
}

/** What is known beside the flow. */
export interface ImportSettings {
  /** The flow's id; by default its name in lower case, with hyphens. */
  readonly id?: string | undefined;
  /** Names of metrics by their ids. */
  readonly metrics: ReadonlyMap<string, string>;
}

/** The form of Klaviyo's ids of metrics, lists and segments. */
const KLAVIYO_ID = /^[A-Za-z0-9]{6}$/;

const MAX_ID_LENGTH = 64;

/** Imports a flow. */
export function importFlow({ name, status, definition }: KlaviyoFlow, settings: ImportSettings): ImportedFlow {
  const notes: ImportNote[] = [];
  const note: TakeNote = (taken) => {
    const repeated = notes.some(({ where, why }) => where === taken.where && why === taken.why);
    if (!repeated) notes.push(taken);
  };
  const context: FilterImport = { note, metricName: metricNames(settings.metrics, note) };
  const trigger = importTrigger(definition.triggers[0] ?? {}, context);
  const where = "profile_filter";
  const filter = importFilter(profileFilterSchema, definition.profile_filter ?? undefined, { ...context, where });
  const triggerId = String(trigger["id"] ?? "");
  const { actions, entry } = importActions(definition.actions, definition.entry_action_id, { ...context, triggerId });
  const criteria = importReentry(definition.reentry_criteria, note);
  // The notes are complete from here on.
  const known = statusSchema.safeParse(status);
  const flow = {
    id: settings.id ?? slugOf(name),
    name,
    status: notes.length > 0 || !known.success ? "draft" : known.data,
    definition: {
      triggers: [trigger],
      ...(filter === undefined ? {} : { profile_filter: filter }),
      ...criteria,
      entry_action_id: entry ?? "none",
      actions: [...actions],
    },
  };
  return { id: flow.id, text: fileOf(flow, notes), notes };
}

function metricNames(names: ReadonlyMap<string, string>, note: TakeNote): FilterImport["metricName"] {
  return (id, where) => {
    const name = names.get(id);
    if (name === undefined && KLAVIYO_ID.test(id)) {
      const todo = `Write the metric's name in its place, or import again with --metrics FILE, which names it.`;
      note({ where, why: `"${id}" is the id of a metric in Klaviyo; Flowhook knows metrics by their names.`, todo });
    }
    return name ?? id;
  };
}

function importTrigger(trigger: JsonObject, context: FilterImport): JsonObject {
  const { type, id = null } = trigger;
  const where = "trigger";
  if (type === "metric") {
    const { trigger_filter, ...rest } = trigger;
    const filter = importFilter(conditionGroupsSchema, trigger_filter, { ...context, where });
    const named = { ...rest, id: context.metricName(String(id), where) };
    return filter === undefined ? named : { ...named, trigger_filter: filter };
  }
  if ((type === "list" || type === "segment") && KLAVIYO_ID.test(String(id))) {
    const why = `"${String(id)}" is the id of a ${type} in Klaviyo.`;
    const todo = `Keep it if your events carry this id; otherwise write the name of the ${type} that they carry.`;
    context.note({ where, why, todo });
  }
  return trigger;
}

/** In Klaviyo, alltime with a duration of 0 lets a profile enter again; here alltime never does. */
function importReentry(criteria: JsonObject | null | undefined, note: TakeNote) {
  if (criteria == null || criteria["duration"] === 0) return {};
  const parsed = reentryCriteriaSchema.safeParse(criteria);
  if (parsed.success) return { reentry_criteria: parsed.data };
  const why = `It is not understood: ${parsed.error.issues[0]?.message ?? JSON.stringify(criteria)}`;
  note({ where: "reentry_criteria", why, todo: "It was left out, so profiles may always enter again. Write it anew." });
  return {};
}

function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_ID_LENGTH)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" ? "imported-flow" : slug;
}

function fileOf(flow: JsonObject, notes: readonly ImportNote[]): string {
  const document = new Document(withoutNulls(flow));
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && node.value.includes("\n")) node.type = "BLOCK_LITERAL";
    },
  });
  const lines = [
    "# yaml-language-server: $schema=../schema/flow.schema.json",
    "# Imported from Klaviyo.",
    ...notes.flatMap(({ where, why, todo }) => [`# - ${oneLine(where)}: ${oneLine(why)}`, `#   ${oneLine(todo)}`]),
  ];
  return `${lines.join("\n")}\n${document.toString({ lineWidth: 0 })}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

/** Klaviyo writes null for all that is not set. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}
