// Filters that choose among the items of a list, or read a property of each: https://shopify.github.io/liquid/filters/where/
// and those after it. Properties are own ones, by paths such as "author.age".

import { jsonText } from "../rendering/value-text.ts";
import { isSame } from "../values/compare.ts";
import { sum } from "./decimal.ts";
import { entry } from "./entry.ts";
import type { Filter, FilterCall, FilterFamily } from "./filter.ts";
import { itemReader, toList } from "./items.ts";
import { countable } from "./numbers.ts";

type Holds = (item: unknown) => boolean;

/** Whether a property of an item has a value; where none is given, whether it is what Liquid calls true. */
function propertyHolds([property, ...expected]: readonly unknown[]): Holds {
  const read = itemReader(property);
  if (expected.length > 0) return (item) => isSame(read(item), expected[0]);
  return (item) => (read(item) ?? false) !== false;
}

function chosen(value: unknown, holds: Holds, call: FilterCall): unknown[] {
  const list = toList(value);
  call.useOutput(list.length);
  return list.filter(holds);
}

const where: Filter = (value, args, call) => chosen(value, propertyHolds(args), call);

const reject: Filter = (value, args, call) => {
  const holds = propertyHolds(args);
  return chosen(value, (item) => !holds(item), call);
};

const find: Filter = (value, args) => toList(value).find(propertyHolds(args));
const has: Filter = (value, args) => toList(value).some(propertyHolds(args));

const findIndex: Filter = (value, args) => {
  const index = toList(value).findIndex(propertyHolds(args));
  return index < 0 ? undefined : index;
};

const map: Filter = (value, [property], call) => {
  const list = toList(value);
  call.useOutput(list.length);
  return list.map(itemReader(property));
};

const addUp: Filter = (value, [property], call) => {
  const list = toList(value);
  call.useOutput(list.length);
  const numbers = property === undefined ? list : list.map(itemReader(property));
  return numbers.reduce((total: number, number) => sum(total, countable(number)), 0);
};

/** Items that are not equal to one before, or whose property is not. */
const uniq: Filter = (value, [property], call) => {
  const read = property === undefined ? (item: unknown) => item : itemReader(property);
  const seen = new Set<string>();
  return toList(value).filter((item) => {
    const key = keyOf(read(item), call);
    return !seen.has(key) && seen.add(key);
  });
};

/** Lists of the items whose property is the same, in the order in which they come. */
const groupBy: Filter = (value, [property], call) => {
  const read = itemReader(property);
  const groups = new Map<string, { name: unknown; items: unknown[] }>();
  for (const item of toList(value)) {
    const name = read(item);
    const key = keyOf(name, call);
    const group = groups.get(key) ?? { name, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
};

function keyOf(value: unknown, call: FilterCall): string {
  const key = jsonText(value);
  call.useOutput(key.length);
  return key;
}

/** Filters that choose among items. */
export const QUERY_FILTERS: FilterFamily = {
  where: entry(where, "Liquid", 1, 2),
  reject: entry(reject, "Liquid", 1, 2),
  find: entry(find, "Liquid", 1, 2),
  find_index: entry(findIndex, "Liquid", 1, 2),
  has: entry(has, "Liquid", 1, 2),
  map: entry(map, "Klaviyo", 1),
  group_by: entry(groupBy, "Liquid", 1),
  sum: entry(addUp, "Liquid", 0, 1),
  sum_list: entry(addUp, "Klaviyo"),
  uniq: entry(uniq, "Klaviyo", 0, 1),
};
