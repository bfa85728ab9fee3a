// What a group of equalities asks of an event, as keys that can be looked up: the group can hold only if the event has
// one of them. Keys are made of the same readings (filters/readings.ts) as the filters' own comparisons, so an event has
// a key exactly when the filter that gave the key would match it.

import type { CompiledGroup } from "../filters/condition-groups.ts";
import type { Filter } from "../filters/filter.ts";

/** A value that an event must have in a field: the value's text, its number, its boolean, or an item's text. */
export type EqualityKey = { readonly field: string } & (
  | { readonly reading: "text" | "item"; readonly value: string }
  | { readonly reading: "number"; readonly value: number }
  | { readonly reading: "boolean"; readonly value: boolean }
);

/** The keys of which one is needed for the group to hold, or `undefined` when the group is not made of equalities. */
export function equalityKeys(group: CompiledGroup): readonly EqualityKey[] | undefined {
  const keys: EqualityKey[] = [];
  for (const { source } of group) {
    const found = keysOfFilter(source.field, source.filter);
    if (found === undefined) return undefined;
    keys.push(...found);
  }
  return keys;
}

function keysOfFilter(field: string, filter: Filter): readonly EqualityKey[] | undefined {
  switch (filter.type) {
    case "string":
      if (filter.operator === "equals") return [{ field, reading: "text", value: filter.value }];
      return filter.operator === "in" ? filter.value.map((value) => ({ field, reading: "text", value })) : undefined;
    case "numeric":
      return filter.operator === "equals" ? [{ field, reading: "number", value: filter.value }] : undefined;
    case "boolean":
      return [{ field, reading: "boolean", value: filter.value }];
    case "list":
      return itemsOf(filter)?.map((value) => ({ field, reading: "item", value }));
    default:
      return undefined;
  }
}

function itemsOf(filter: Extract<Filter, { type: "list" }>): readonly string[] | undefined {
  switch (filter.operator) {
    case "contains":
      return [String(filter.value)];
    case "contains-any":
      return filter.value;
    case "contains-all":
      // All are needed, so any one of them will do as the key.
      return filter.value.slice(0, 1);
    default:
      return undefined;
  }
}
