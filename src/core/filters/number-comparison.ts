// Comparing two numbers, as numeric filters and list lengths both do.

/** How two numbers are compared. */
export type Comparison =
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
