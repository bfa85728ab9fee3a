// Filters that put lists in order. Django's `dictsort` gives an empty text when an item lacks the property or two can't be
// compared; `sort`, Klaviyo's and Liquid's, puts what is absent last and keeps numbers, texts and the rest apart.

import { plainText } from "../rendering/value-text.ts";
import { isLess } from "../values/compare.ts";
import { numberOf } from "../values/exact-number.ts";
import { isObject } from "../values/is-object.ts";
import type { Filter, FilterFamily } from "./filter.ts";
import { itemReader, type ReadItem, toList } from "./items.ts";
import { toNumber } from "./numbers.ts";

type Compare = (left: unknown, right: unknown) => number;

/** Items with what they are sorted by: it is read once each. */
function sorted(items: readonly unknown[], read: (item: unknown) => unknown, compare: Compare): unknown[] {
  const keyed = items.map((item) => ({ item, key: read(item) }));
  keyed.sort((left, right) => compare(left.key, right.key));
  return keyed.map(({ item }) => item);
}

function dictsort(direction: 1 | -1): Filter {
  return (value, [property], call) => {
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return "";
    call.useOutput(value.length);
    const read = dictReader(property);
    if (value.some((item) => read(item) === undefined)) return "";
    let isComparable = true;
    const list = sorted(value, read, (left, right) => {
      const order = ordered(left, right);
      isComparable &&= order !== undefined;
      return (order ?? 0) * direction;
    });
    return isComparable ? list : "";
  };
}

/** The number of an item is a number: of lists, a text such as "0" reads nothing. */
function dictReader(property: unknown): ReadItem {
  const read = itemReader(property);
  if (typeof property !== "string" || toNumber(property) === undefined) return read;
  return (item) => (isObject(item) ? read(item) : undefined);
}

/** Which of two comes first; undefined where they can't be compared. */
function ordered(left: unknown, right: unknown): number | undefined {
  const [less, more] = [isLess(left, right), isLess(right, left)];
  if (less === undefined || more === undefined) return undefined;
  return Number(more) - Number(less);
}

function sort(keyOf: (value: unknown) => unknown): Filter {
  return (value, [property], call) => {
    const list = toList(value);
    call.useOutput(list.length);
    const read = property === undefined ? (item: unknown) => item : itemReader(property);
    return sorted(
      list,
      (item) => keyOf(read(item)),
      (left, right) => {
        return rank(left) - rank(right) || (ordered(left, right) ?? 0);
      },
    );
  };
}

/** Numbers, then texts, then lists, then objects, then what is absent. */
function rank(value: unknown): number {
  if (typeof value === "boolean" || numberOf(value) !== undefined) return 0;
  if (typeof value === "string") return 1;
  if (Array.isArray(value)) return 2;
  return value === undefined || value === null ? 4 : 3;
}

/** Texts without regard to small and capital letters. */
function naturally(value: unknown): unknown {
  return value === undefined || value === null ? undefined : plainText(value).toLowerCase();
}

/** Filters that put lists in order. */
export const SORT_FILTERS: FilterFamily = {
  dictsort: { filter: dictsort(1), origin: "Django", least: 1, most: 1 },
  dictsortreversed: { filter: dictsort(-1), origin: "Django", least: 1, most: 1 },
  sort: { filter: sort((value) => value), origin: "Klaviyo", least: 0, most: 1 },
  sort_natural: { filter: sort(naturally), origin: "Klaviyo", least: 0, most: 1 },
};
