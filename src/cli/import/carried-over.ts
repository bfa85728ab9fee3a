// Carries values and filters of an exported flow over into Flowhook's schemas, and notes everything that does not fit.

import type { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue, property } from "#core/json.ts";

/** A part of the flow that was not carried over unchanged. */
export interface ImportNote {
  /** The place in the imported flow: "trigger", "action 12345 (send-email)". */
  readonly where: string;
  readonly why: string;
  /** How to fix it by hand. */
  readonly todo: string;
}

/** Takes a note. */
export type TakeNote = (note: ImportNote) => void;

/** Most rounds of removing unknown fields. Each round may reveal others, one level below. */
const MOST_ROUNDS = 8;

/**
 * The value without the fields that the schema does not have, or the first other problem. Calls `onDropped` for each removed field
 * that is not empty.
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
  return { problem: "It has unknown fields at too many levels." };
}

function unknownFields({ issues }: z.ZodError): PropertyKey[][] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
}

/** The first problem, with its place. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return `${place === "" ? "" : `${place}: `}${issue?.message ?? "It is invalid."}`;
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): JsonValue {
  const copy: Record<PropertyKey, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  if (key === undefined) return copy as JsonValue;
  if (rest.length === 0) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, without(property(value, key), rest));
  return copy as JsonValue; // parts of JSON
}

export interface FilterImport {
  /** The name of a metric by its id. */
  readonly metricName: (id: string, where: string) => string;
  readonly note: TakeNote;
}

/** Imports a filter: replaces ids of metrics by names, and omits conditions that Flowhook does not have. Undefined: no condition is left. */
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
    note({
      where,
      why: `A ${type} condition has no field ${field} here.`,
      todo: "Check that the condition still means the same.",
    });
  });
  const groups = "value" in fit ? (fit.value["condition_groups"] as JsonObject[]) : [];
  if ("problem" in fit) {
    const todo = "It was omitted, so the filter checks less than before. Express it in another way, or accept that.";
    note({ where, why: `A ${type} condition can't be carried over: ${fit.problem}`, todo });
  }
  return groups.flatMap(({ conditions }) => conditions as JsonObject[]); // the one condition of `inFilter`
}
