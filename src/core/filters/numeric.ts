// Numeric filters: a number is compared with another, or is between two.

import * as z from "zod";
import { type FilterTest, whenReadable } from "./filter-test.ts";
import { isNumber, numberOf } from "./readings.ts";

const type = z.literal("numeric").describe("Reads the value as a number, also from a text that is a number.");

const rangeSchema = z
  .strictObject({
    type,
    operator: z.literal("between").describe("From start to end, both included."),
    start: z.number().describe("The least number that matches."),
    end: z.number().describe("The greatest number that matches."),
  })
  .refine((range) => range.start <= range.end, {
    path: ["end"],
    message: "The end of a range must not be less than its start. Exchange them, or correct one.",
  });

/** Filters of type numeric: Klaviyo's NumericOperatorNumericFilter and NumericRangeFilter. */
export const numericFilterSchema = z.discriminatedUnion("operator", [
  z.strictObject({
    type,
    operator: z
      .enum(["equals", "not-equals", "greater-than", "greater-than-or-equal", "less-than", "less-than-or-equal"])
      .describe("How the value compares."),
    value: z.number().describe("The number to compare with."),
  }),
  rangeSchema,
]);

/** A filter of type numeric. */
export type NumericFilter = z.infer<typeof numericFilterSchema>;

/** The largest number that a filter compares with. */
export function largestNumber(filter: NumericFilter): number {
  return filter.operator === "between" ? filter.end : filter.value;
}

/**
 * Compiles a numeric filter. A range includes both ends. A value with more digits than a double holds is compared as the nearest
 * double, but it equals no number with fewer digits, because one id must not equal the next.
 */
export function compileNumericFilter(filter: NumericFilter): FilterTest {
  switch (filter.operator) {
    case "equals":
      return (value) => isNumber(value, filter.value);
    case "not-equals":
      return (value) => numberOf(value) !== undefined && !isNumber(value, filter.value);
    case "between":
      return whenReadable(numberOf, (found) => filter.start <= found && found <= filter.end);
    default:
      return whenReadable(numberOf, compareWith(filter.operator, filter.value));
  }
}

/** The comparison of a numeric filter or of a list length. */
type Comparison =
  | "equals"
  | "not-equals"
  | "greater-than"
  | "greater-than-or-equal"
  | "less-than"
  | "less-than-or-equal";

/** A test that compares a number with `limit`. */
export function compareWith(comparison: Comparison, limit: number): (found: number) => boolean {
  switch (comparison) {
    case "equals":
      return (found) => found === limit;
    case "not-equals":
      return (found) => found !== limit;
    case "greater-than":
      return (found) => found > limit;
    case "greater-than-or-equal":
      return (found) => found >= limit;
    case "less-than":
      return (found) => found < limit;
    case "less-than-or-equal":
      return (found) => found <= limit;
  }
}
