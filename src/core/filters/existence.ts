// Existence filters: a property is set or not set. Null is not set; an empty text, an empty list, 0 and false are set.

import * as z from "zod";
import type { FilterTest } from "./filter-test.ts";
import type { Value } from "./readings.ts";

/** Filters of type existence: Klaviyo's ExistenceOperatorExistenceFilter. */
export const existenceFilterSchema = z.strictObject({
  type: z.literal("existence").describe("Whether there is a value."),
  operator: z.enum(["is-set", "not-set"]).describe("A value that is null or missing is not set; an empty text is set."),
});

/** A filter of type existence. */
type ExistenceFilter = z.infer<typeof existenceFilterSchema>;

/** Compiles an existence filter: `not-set` is the only filter that matches a missing property. */
export function compileExistenceFilter(filter: ExistenceFilter): FilterTest {
  return filter.operator === "is-set" ? isSet : (value) => !isSet(value);
}

function isSet(value: Value): boolean {
  return value !== undefined && value !== null;
}
