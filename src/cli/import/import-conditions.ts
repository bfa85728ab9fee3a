// The conditions of an imported filter: metrics get their names, and a condition that Flowhook does not have is left out.

import type { z } from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { fitted, type TakeNote } from "./import-note.ts";

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
