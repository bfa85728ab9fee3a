// All kinds of filters of a condition: their schema, which is also the source of their types, and their compiler.
// The kinds and operators are those of MetricPropertyCondition in Klaviyo's API, with the set and substring filters of
// ProfileMetricPropertyFilter.

import * as z from "zod";
import { booleanFilterSchema, compileBooleanFilter } from "./boolean.ts";
import { compileDateFilter, dateFilterSchema } from "./date.ts";
import { compileExistenceFilter, existenceFilterSchema } from "./existence.ts";
import type { FilterTest } from "./filter-test.ts";
import { compileListFilter, listFilterSchema } from "./list.ts";
import { compileNumericFilter, numericFilterSchema } from "./numeric.ts";
import { compileStringFilter, stringFilterSchema } from "./string.ts";

/** The schema of all filters. */
export const filterSchema = z
  .discriminatedUnion("type", [
    stringFilterSchema,
    numericFilterSchema,
    booleanFilterSchema,
    dateFilterSchema,
    listFilterSchema,
    existenceFilterSchema,
  ])
  .describe("The test of the value. A value that is not set matches only the operator not-set.");

/** A test of one value; docs/filters.md describes each. */
export type Filter = z.infer<typeof filterSchema>;

/** Compiles a filter that `filterSchema` has accepted. */
export function compileFilter(filter: Filter): FilterTest {
  switch (filter.type) {
    case "string":
      return compileStringFilter(filter);
    case "numeric":
      return compileNumericFilter(filter);
    case "boolean":
      return compileBooleanFilter(filter);
    case "date":
      return compileDateFilter(filter);
    case "list":
      return compileListFilter(filter);
    case "existence":
      return compileExistenceFilter(filter);
  }
}
