// Decides without an event whether conditions exclude each other or follow from each other. An undecided pair counts as possible,
// because a warning must be right.

import { compileFilter, type Filter } from "../filters/filter.ts";
import { compileNumericFilter, type NumericFilter } from "../filters/numeric.ts";
import type { StringFilter } from "../filters/string.ts";
import type { BranchCondition } from "../flow/profile-conditions.ts";

/** Conditions of which one must match. */
export interface Group {
  readonly conditions: readonly BranchCondition[];
}

/** Whether two groups can't both match: each condition of one excludes each condition of the other. */
export function excludeEachOther(a: Group, b: Group): boolean {
  return a.conditions.every((one) => b.conditions.every((other) => conditionsExclude(one, other)));
}

/** Whether a group matches whenever another does: it has every condition of the other. */
export function follows(group: Group, from: Group): boolean {
  const own = new Set(group.conditions.map(asText));
  return from.conditions.every((condition) => own.has(asText(condition)));
}

/** The same text for the same condition. Parsed conditions have their fields in the order of their schemas. */
function asText(condition: BranchCondition): string {
  return JSON.stringify(condition.type === "metric-property" ? { ...condition, metric_id: undefined } : condition);
}

function conditionsExclude(a: BranchCondition, b: BranchCondition): boolean {
  const [one, other] = [testOf(a), testOf(b)];
  if (one === undefined || other === undefined || one.subject !== other.subject) return false;
  return filtersExclude(one.filter, other.filter);
}

/** The value that a condition reads, as text, and its filter. */
function testOf(condition: BranchCondition): { readonly subject: string; readonly filter: Filter } | undefined {
  switch (condition.type) {
    case "metric-property":
      return { subject: `event ${condition.field}`, filter: condition.filter };
    case "profile-property":
      return { subject: `profile ${condition.property}`, filter: condition.filter };
    case "profile-metric": {
      const { measurement_filter, ...counted } = condition;
      return { subject: JSON.stringify(counted), filter: measurement_filter };
    }
    case "profile-not-in-flow":
      return undefined;
  }
}

function filtersExclude(a: Filter, b: Filter): boolean {
  // A property that is not set matches only this filter.
  if (isNotSet(a) || isNotSet(b)) return isNotSet(a) !== isNotSet(b);
  if (a.type === "string" && b.type === "string") return textsExclude(a, b) || textsExclude(b, a);
  if (a.type === "numeric" && b.type === "numeric") return numbersExclude(a, b);
  return a.type === "boolean" && b.type === "boolean" && a.value !== b.value;
}

function isNotSet(filter: Filter): boolean {
  return filter.type === "existence" && filter.operator === "not-set";
}

/** Whether the other filter matches no text of this filter. */
function textsExclude(naming: StringFilter, other: StringFilter): boolean {
  if (naming.operator !== "equals" && naming.operator !== "in") return false;
  const test = compileFilter(other);
  return [naming.value].flat().every((text) => !test(text, 0));
}

function numbersExclude(a: NumericFilter, b: NumericFilter): boolean {
  const [low, high] = rangeOf(a);
  const [otherLow, otherHigh] = rangeOf(b);
  const from = Math.max(low, otherLow);
  const to = Math.min(high, otherHigh);
  if (from > to) return true;
  // Ranges that touch in one number exclude each other unless both include that number.
  return from === to && !(compileNumericFilter(a)(from, 0) && compileNumericFilter(b)(from, 0));
}

/** The least and the greatest number that may match, inclusive or exclusive. */
function rangeOf(filter: NumericFilter): readonly [number, number] {
  switch (filter.operator) {
    case "equals":
      return [filter.value, filter.value];
    case "between":
      return [filter.start, filter.end];
    case "greater-than":
    case "greater-than-or-equal":
      return [filter.value, Number.POSITIVE_INFINITY];
    case "less-than":
    case "less-than-or-equal":
      return [Number.NEGATIVE_INFINITY, filter.value];
    case "not-equals":
      return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  }
}
