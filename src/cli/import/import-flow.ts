// Converts a flow of Klaviyo into a flow file with the same meaning. Parts that Flowhook can't express are noted; then the flow is
// imported as a draft, until a person has handled the notes.

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

export interface ImportSettings {
  /** The flow's id; by default its name in lower case, with hyphens. */
  readonly id?: string | undefined;
  /** Names of metrics by id. */
  readonly metrics: ReadonlyMap<string, string>;
}

/** The format of Klaviyo's ids of metrics, lists and segments. */
const KLAVIYO_ID = /^[A-Za-z0-9]{6}$/;

const MAX_ID_LENGTH = 64;

/** Converts a flow. */
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
  // All notes have been taken by now.
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
      const todo = `Replace it by the metric's name, or import again with --metrics FILE that contains it.`;
      note({ where, why: `"${id}" is the id of a metric in Klaviyo; Flowhook identifies metrics by name.`, todo });
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
    const todo = `Keep it if your events contain this id; otherwise replace it by the name of the ${type} that they contain.`;
    context.note({ where, why, todo });
  }
  return trigger;
}

/** In Klaviyo, "alltime" with a duration of 0 allows re-entry; in Flowhook, "alltime" never does. */
function importReentry(criteria: JsonObject | null | undefined, note: TakeNote) {
  if (criteria == null || criteria["duration"] === 0) return {};
  const parsed = reentryCriteriaSchema.safeParse(criteria);
  if (parsed.success) return { reentry_criteria: parsed.data };
  const why = `It is invalid: ${parsed.error.issues[0]?.message ?? JSON.stringify(criteria)}`;
  const todo = "It was omitted, so profiles may enter again at any time. Write it by hand.";
  note({ where: "reentry_criteria", why, todo });
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

/** Klaviyo exports null for every field that is not set. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}
