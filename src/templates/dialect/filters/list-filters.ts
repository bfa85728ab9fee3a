// Filters of lists, and of texts as lists of characters
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/).
//
// `slice` with a text, ':3', '1:', '-2:' or '::2', is Django's: a Python slice without brackets
// (https://docs.python.org/3/library/stdtypes.html#common-sequence-operations). With numbers, the start and the count,
// it is Liquid's.

import { characterCount, characters, lastCharacter } from "../values/code-points.ts";
import { isLess } from "../values/compare.ts";
import { numberOf, toInteger, toNumber } from "../values/numbers.ts";
import { isObject, itemReader, type ReadItem, toList } from "../values/properties.ts";
import { plainText } from "../values/value-text.ts";
import { entry, type Filter, type FilterCall, type FilterFamily, type WrittenArgument } from "./filter.ts";

const SLICE = /^([+-]?\d+)?(?::([+-]?\d+)?)?(?::([+-]?\d+)?)?$/;

/** A part of a list or text; other values stay the same. */
const slice: Filter = (value, args, call) => {
  const sequence = Array.isArray(value) ? value : typeof value === "string" ? characters(value) : undefined;
  if (sequence === undefined) return value ?? "";
  call.useOutput(sequence.length);
  const part = partOf(sequence, args);
  if (part === undefined) return value;
  return typeof value === "string" ? part.join("") : part;
};

function partOf(sequence: readonly unknown[], args: readonly unknown[]): readonly unknown[] | undefined {
  const [first, count = 1] = args;
  return typeof first === "string" && args.length === 1
    ? pythonSlice(sequence, first)
    : liquidSlice(sequence, toInteger(first), toInteger(count));
}

function liquidSlice(sequence: readonly unknown[], from = 0, count = 0): readonly unknown[] {
  const start = from < 0 ? sequence.length + from : from;
  return start < 0 || count < 0 ? [] : sequence.slice(start, start + count);
}

function pythonSlice(sequence: readonly unknown[], text: string): readonly unknown[] | undefined {
  const match = SLICE.exec(text.trim());
  if (!match) return undefined;
  // A number without a colon is the end: Python's slice(2) is [:2].
  const [start, end] = text.includes(":") ? [match[1], match[2]] : [undefined, match[1]];
  const step = Number(match[3] ?? 1);
  return step === 0 ? undefined : stepped(sequence, bound(start), bound(end), step);
}

function bound(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function stepped(
  sequence: readonly unknown[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): readonly unknown[] {
  const { length } = sequence;
  if (step === 1) return sequence.slice(from, to);
  // A negative step may end before the first item, at -1.
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const [start, end] = step > 0 ? [lowest, highest] : [highest, lowest];
  const within = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, lowest), highest);
  return every(sequence, from === undefined ? start : within(from), to === undefined ? end : within(to), step);
}

function every(sequence: readonly unknown[], start: number, end: number, step: number): readonly unknown[] {
  const part: unknown[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) part.push(sequence[at]);
  return part;
}

function sliceProblem([first, ...more]: readonly WrittenArgument[]): string | undefined {
  if (first === undefined || more.length > 0) return undefined;
  if (typeof first.value !== "string") {
    return toInteger(first.value) === undefined ? NO_SLICE : undefined;
  }
  const match = SLICE.exec(first.value.trim());
  return match === null || match[0] === "" || Number(match[3] ?? 1) === 0 ? NO_SLICE : undefined;
}

const NO_SLICE = "slice takes a range such as ':3', '1:' or '-2:', or a start and a count: slice: 0, 3.";

// Django's `dictsort` returns an empty text if an item lacks the property or two items can't be compared. `sort` of
// Klaviyo and Liquid puts absent values last and sorts numbers, texts and other values separately.

type Compare = (left: unknown, right: unknown) => number;

/** Sorts items by a key that is read once for each. */
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

/** A text such as "0" is not an index: it reads nothing from a list. */
function dictReader(property: unknown): ReadItem {
  const read = itemReader(property);
  if (typeof property !== "string" || toNumber(property) === undefined) return read;
  return (item) => (isObject(item) ? read(item) : undefined);
}

/** The order of two values; undefined if they can't be compared. */
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

/** Numbers, then texts, lists, objects, and absent values. */
function rank(value: unknown): number {
  if (typeof value === "boolean" || numberOf(value) !== undefined) return 0;
  if (typeof value === "string") return 1;
  if (Array.isArray(value)) return 2;
  return value === undefined || value === null ? 4 : 3;
}

/** The key of a case-insensitive sort. */
function naturally(value: unknown): unknown {
  return value === undefined || value === null ? undefined : plainText(value).toLowerCase();
}

/** The first item or character. Undefined for an empty value, where Django returns an empty text. */
const first: Filter = (value) => {
  if (typeof value !== "string") return Array.isArray(value) ? value[0] : undefined;
  const [character] = value;
  return character;
};

const last: Filter = (value) => {
  return typeof value === "string" ? lastCharacter(value) : Array.isArray(value) ? value.at(-1) : undefined;
};

/** The number of characters, items or properties; 0 for other values. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return characterCount(value);
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}

const lengthIs: Filter = (value, [length]) => lengthOf(value) === toInteger(length);

/** Liquid's default separator. */
const SPACE = " ";

/** Joins items, characters of a text, or names of properties. */
const join: Filter = (value, [separator = SPACE], call) => {
  const items = joinable(value);
  return items === undefined
    ? value
    : joined(
        items.map((item) => plainText(item)),
        plainText(separator),
        call,
      );
};

function joinable(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return characters(value);
  return Array.isArray(value) ? value : isObject(value) ? Object.keys(value) : undefined;
}

function joined(texts: readonly string[], separator: string, call: FilterCall): string {
  call.useOutput(texts.reduce((length, text) => length + text.length + separator.length, 0));
  return texts.join(separator);
}

/** "apple, banana and orange". */
const listToString: Filter = (value, _args, call) => {
  const texts = toList(value).map((item) => plainText(item));
  const [end = "", rest] = [texts.at(-1), texts.slice(0, -1)];
  return rest.length === 0 ? end : `${joined(rest, ", ", call)} and ${end}`;
};

/** Joins two lists. If the value is a text, joins two texts, as in Klaviyo. */
const concat: Filter = (value, [more], call) => {
  if (typeof value === "string" || typeof value === "number") {
    const text = plainText(value) + plainText(more);
    call.useOutput(text.length);
    return text;
  }
  const list = [...toList(value), ...toList(more)];
  call.useOutput(list.length);
  return list;
};

/**
 * The parts between separators, or the characters if the separator is empty. As in Liquid, empty parts at the end are
 * dropped.
 */
const split: Filter = (value, [separator], call) => {
  const [text, between] = [plainText(value), plainText(separator)];
  const parts = between === "" ? [...characters(text)] : text.split(between);
  call.useOutput(text.length + parts.length);
  while (parts.at(-1) === "") parts.pop();
  return parts;
};

/** Filters of lists, by name. */
export const LIST_FILTERS: FilterFamily = {
  first: entry(first, "Django"),
  last: entry(last, "Django"),
  length: entry(lengthOf, "Django"),
  count: entry(lengthOf, "Klaviyo"),
  size: entry(lengthOf, "Klaviyo"),
  length_is: entry(lengthIs, "Django", 1),
  join: entry(join, "Django", 0, 1),
  list_to_string: entry(listToString, "Klaviyo"),
  split: entry(split, "Klaviyo", 1),
  concat: entry(concat, "Klaviyo", 1),
  slice: { filter: slice, origin: "Django", least: 1, most: 2, check: sliceProblem },
  dictsort: { filter: dictsort(1), origin: "Django", least: 1, most: 1 },
  dictsortreversed: { filter: dictsort(-1), origin: "Django", least: 1, most: 1 },
  sort: { filter: sort((value) => value), origin: "Klaviyo", least: 0, most: 1 },
  sort_natural: { filter: sort(naturally), origin: "Klaviyo", least: 0, most: 1 },
};
