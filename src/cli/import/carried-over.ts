// What an import could not carry over, for the person who has to look after it.

import type { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue, property } from "#core/json.ts";

/** Something that was not carried over as it was. */
export interface ImportNote {
  /** The place in the imported flow: "trigger", "action 12345 (send-email)". */
  readonly where: string;
  readonly why: string;
  /** How to fix it by hand. */
  readonly todo: string;
}

/** Takes a note. */
export type TakeNote = (note: ImportNote) => void;

/** Rounds of removing fields that a schema does not know: each may show others, one level below. */
const MOST_ROUNDS = 8;

/**
 * A value as a schema takes it: without the fields that the schema does not know, of which `onDropped` is told unless they
 * are empty. Where more than that is wrong, the first thing that is.
 */
export function fitted(
  schema: z.ZodType,
  value: JsonObject,
  onDropped: (field: string) => void,
): { readonly value: JsonObject } | { readonly problem: string } {
  let rest = value;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return { value: rest };
    const unknown = unknownFields(parsed.error);
    if (unknown.length === 0) return { problem: firstIssue(parsed.error) };
    for (const path of unknown) {
      if (path.reduce<unknown>(property, rest) != null) onDropped(path.join("."));
      rest = without(rest, path) as JsonObject; // the path leads into it
    }
  }
  return { problem: "It has unknown fields inside of unknown fields." };
}

function unknownFields({ issues }: z.ZodError): PropertyKey[][] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
}

/** The first thing that is wrong, with its place. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return `${place === "" ? "" : `${place}: `}${issue?.message ?? "It is not understood."}`;
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): JsonValue {
  const copy: Record<PropertyKey, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  if (key === undefined) return copy as JsonValue;
  if (rest.length === 0) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, without(property(value, key), rest));
  return copy as JsonValue; // parts of JSON
}

// The conditions of an imported filter: metrics get their names, and a condition that Flowhook does not have is left out.

/** What the import of filters needs. */
export interface FilterImport {
  /** The name of a metric by its id. */
  readonly metricName: (id: string, where: string) => string;
  readonly note: TakeNote;
}

/** Imports a filter, condition by condition; undefined where no condition is left. */
export function importFilter(
  schema: z.ZodType,
  filter: JsonValue | undefined,
  context: FilterImport & { readonly where: string },
): JsonObject | undefined {
  const exported = isJsonObject(filter) ? filter["condition_groups"] : undefined;
  if (!Array.isArray(exported)) return undefined;
  const groups = exported.flatMap((group) => {
    const conditions = isJsonObject(group) && Array.isArray(group["conditions"]) ? group["conditions"] : [];
    const carried = conditions.flatMap((condition) =>
      isJsonObject(condition) ? importCondition(schema, condition, context) : [],
    );
    return carried.length === 0 ? [] : [{ conditions: carried }];
  });
  return groups.length === 0 ? undefined : { condition_groups: groups };
}

function importCondition(
  schema: z.ZodType,
  condition: JsonObject,
  { where, metricName, note }: FilterImport & { readonly where: string },
): JsonObject[] {
  const type = String(condition["type"]);
  const id = condition["metric_id"];
  const named = typeof id === "string" ? { ...condition, metric_id: metricName(id, where) } : condition;
  const inFilter = { condition_groups: [{ conditions: [named] }] };
  const fit = fitted(schema, inFilter, (field) => {
    note({ where, why: `A ${type} condition has no field ${field} here.`, todo: "Look whether it asks the same." });
  });
  const groups = "value" in fit ? (fit.value["condition_groups"] as JsonObject[]) : [];
  if ("problem" in fit) {
    const todo = "It was left out, so the filter asks less than before. Ask it another way, or do without it.";
    note({ where, why: `A ${type} condition can't be carried over: ${fit.problem}`, todo });
  }
  return groups.flatMap(({ conditions }) => conditions as JsonObject[]); // the one that was put in
}
