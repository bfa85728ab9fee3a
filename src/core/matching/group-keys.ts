// What a group of conditions asks of an event, as keys: the group can hold only if the event has one of them. An event has
// a key whenever the filter that gave the key matches; it may have it when the filter does not, and then the flow is
// looked at in vain.

import type { CompiledGroup } from "../filters/condition-groups.ts";
import type { Filter } from "../filters/filter.ts";
import type { IndexKey, NumberRange, ValueKey } from "./index-key.ts";

/** Keys of which an event needs one. */
export type Choice = readonly IndexKey[];

/** The choices of keys that a group gives, each as good as another: none when a missing value lets the group hold. */
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
  // A value that is missing or null matches no other filter (filters/filter-test.ts).
  if (filter.type === "existence" && filter.operator === "not-set") return [];
  // All items are needed, so that any one of them will do.
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
      // In a list, it looks for an item that is the whole text.
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

// The numbers next to a number, as doubles have them: "more than 5" is "at least the number after 5", so that all
// comparisons become ranges with both ends in them.

/** The smallest number above `value`, which is finite; above the largest there is only Infinity. */
export function nextAbove(value: number): number {
  const bits = new DataView(new ArrayBuffer(8));
  // Zero has two forms: adding 0 leaves the positive one.
  bits.setFloat64(0, value + 0);
  // The order of doubles is that of their bits; below zero it runs backwards (IEEE 754, 5.10 totalOrder).
  bits.setBigInt64(0, bits.getBigInt64(0) + (value < 0 ? -1n : 1n));
  return bits.getFloat64(0);
}

/** The largest number below `value`, which is finite. */
export function nextBelow(value: number): number {
  return -nextAbove(-value);
}
