// Derives index keys from a group of conditions: the group can match only if the event has one of the keys. An event has a key
// whenever the filter of the key matches. It may have the key when the filter does not match, and then the flow is verified in
// vain.

import type { CompiledGroup } from "../filters/condition-groups.ts";
import type { Filter } from "../filters/filter.ts";
import type { IndexKey, NumberRange, ValueKey } from "./index-key.ts";

/** Keys of which an event must have one. */
export type Choice = readonly IndexKey[];

/** The alternative sets of keys of a group; empty if the group can match a missing value. */
export function choicesOfGroup(group: CompiledGroup): readonly Choice[] {
  const [condition, ...others] = group;
  if (condition !== undefined && others.length === 0) return choicesOfCondition(condition.source);
  const choices = group.map(({ source }) => choicesOfCondition(source)[0]);
  return choices.every((keys) => keys !== undefined) ? [choices.flat()] : [];
}

function choicesOfCondition({ field, filter }: CompiledGroup[number]["source"]): readonly Choice[] {
  return choicesOfFilter(filter).map((keys) => keys.map((key) => ({ field, ...key })));
}

const PRESENT: readonly ValueKey[] = [{ kind: "present", asked: true }];

function choicesOfFilter(filter: Filter): readonly (readonly ValueKey[])[] {
  // A missing value or null matches no other filter (filters/filter-test.ts).
  if (filter.type === "existence" && filter.operator === "not-set") return [];
  // All items are required, so each one alone is a sufficient key.
  if (filter.type === "list" && filter.operator === "contains-all") return filter.value.map((item) => [itemKey(item)]);
  return [keysOfFilter(filter)];
}

function keysOfFilter(filter: Filter): readonly ValueKey[] {
  switch (filter.type) {
    case "string":
      return keysOfString(filter);
    case "numeric":
      return keysOfNumeric(filter);
    case "boolean":
      return [{ kind: "boolean", asked: filter.value }];
    case "list":
      return keysOfList(filter);
    case "date":
    case "existence":
      return PRESENT;
  }
}

function keysOfString(filter: Extract<Filter, { type: "string" }>): readonly ValueKey[] {
  switch (filter.operator) {
    case "equals":
      return [{ kind: "text", asked: filter.value }];
    case "in":
      return filter.value.map((asked) => ({ kind: "text", asked }));
    case "starts-with":
      return [{ kind: "prefix", asked: filter.value }];
    case "ends-with":
      return [{ kind: "suffix", asked: filter.value }];
    case "contains":
      // In a list, it matches an item that is exactly the text.
      return [{ kind: "part", asked: filter.value }, itemKey(filter.value)];
    default:
      return PRESENT;
  }
}

function keysOfNumeric(filter: Extract<Filter, { type: "numeric" }>): readonly ValueKey[] {
  switch (filter.operator) {
    case "equals":
      return [{ kind: "number", asked: filter.value }];
    case "greater-than":
      return [rangeKey({ low: nextAbove(filter.value), high: Infinity })];
    case "greater-than-or-equal":
      return [rangeKey({ low: filter.value, high: Infinity })];
    case "less-than":
      return [rangeKey({ low: -Infinity, high: nextBelow(filter.value) })];
    case "less-than-or-equal":
      return [rangeKey({ low: -Infinity, high: filter.value })];
    case "between":
      return [rangeKey({ low: filter.start, high: filter.end })];
    case "not-equals":
      return PRESENT;
  }
}

function keysOfList(filter: Extract<Filter, { type: "list" }>): readonly ValueKey[] {
  switch (filter.operator) {
    case "contains":
      return [itemKey(String(filter.value))];
    case "contains-any":
      return filter.value.map(itemKey);
    case "contains-substring":
      return [{ kind: "item-part", asked: filter.value }];
    default:
      return PRESENT;
  }
}

function itemKey(asked: string): ValueKey {
  return { kind: "item", asked };
}

function rangeKey(asked: NumberRange): ValueKey {
  return { kind: "range", asked };
}

// Neighbouring doubles turn all comparisons into ranges that include both ends: "more than 5" is "at least the double after 5".

/** The smallest double above `value`, which must be finite; Infinity for the largest. */
export function nextAbove(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  // Adding 0 turns negative zero into positive zero.
  bits.setFloat64(0, value + 0);
  // Doubles are ordered as their bits; negative ones in reverse (IEEE 754, 5.10 totalOrder).
  bits.setBigInt64(0, bits.getBigInt64(0) + (value < 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The largest double below `value`, which must be finite. */
export function nextBelow(value: number): number {
  return -nextAbove(-value);
}
