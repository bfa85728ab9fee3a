// Boolean filters: a property is true or false. A missing property is neither.

import * as z from "zod";
import { type FilterTest, whenReadable } from "./filter-test.ts";
import { booleanOf } from "./readings.ts";

/** Filters of type boolean: Klaviyo's BooleanFilter. */
export const booleanFilterSchema = z.strictObject({
  type: z.literal("boolean").describe("Reads the value as true or false, also from yes, no, 1 and 0."),
  operator: z.literal("equals").describe("Whether the value is the same."),
  value: z.boolean().describe("true or false."),
});

/** A filter of type boolean. */
export type BooleanFilter = z.infer<typeof booleanFilterSchema>;

/** Compiles a boolean filter. */
export function compileBooleanFilter(filter: BooleanFilter): FilterTest {
  return whenReadable(booleanOf, (found) => found === filter.value);
}
