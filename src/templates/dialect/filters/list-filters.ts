// Filters of lists and of texts as lists of characters, by https://docs.djangoproject.com/en/5.2/ref/templates/builtins/.

import { plainText } from "../rendering/value-text.ts";
import { isExactNumber } from "../values/exact-number.ts";
import { characterCount, characters, lastCharacter } from "./code-points.ts";
import type { Filter, FilterCall, FilterEntry, FilterFamily } from "./filter.ts";
import { isObject, toList } from "./items.ts";
import { toInteger } from "./numbers.ts";

/** The first item or character. Django has an empty text where there is none; here that is absent. */
const first: Filter = (value) => {
  if (typeof value !== "string") return Array.isArray(value) ? value[0] : undefined;
  const [character] = value;
  return character;
};

const last: Filter = (value) => {
  return typeof value === "string" ? lastCharacter(value) : Array.isArray(value) ? value.at(-1) : undefined;
};

/** How many characters, items or properties a value has; 0 for what has none. */
function lengthOf(value: unknown): number {
  if (typeof value === "string") return characterCount(value);
  if (typeof value !== "object" || value === null || isExactNumber(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

const lengthIs: Filter = (value, [length]) => lengthOf(value) === toInteger(length);

/** Liquid's separator where a template gives none. */
const SPACE = " ";

/** Items written as texts, characters of a text, or names of properties, with a text between them. */
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

/** Two lists one behind the other; two texts where the value is one, as in Klaviyo. */
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

/** The parts of a text between separators, its characters where the separator is empty; as in Liquid, none at the end. */
const split: Filter = (value, [separator], call) => {
  const [text, between] = [plainText(value), plainText(separator)];
  const parts = between === "" ? [...characters(text)] : text.split(between);
  call.useOutput(text.length + parts.length);
  while (parts.at(-1) === "") parts.pop();
  return parts;
};

const none = (filter: Filter, origin: FilterEntry["origin"]): FilterEntry => ({ filter, origin, least: 0, most: 0 });

/** Filters of lists. */
export const LIST_FILTERS: FilterFamily = {
  first: none(first, "Django"),
  last: none(last, "Django"),
  length: none(lengthOf, "Django"),
  count: none(lengthOf, "Klaviyo"),
  size: none(lengthOf, "Klaviyo"),
  length_is: { filter: lengthIs, origin: "Django", least: 1, most: 1 },
  join: { filter: join, origin: "Django", least: 0, most: 1 },
  list_to_string: none(listToString, "Klaviyo"),
  split: { filter: split, origin: "Klaviyo", least: 1, most: 1 },
  concat: { filter: concat, origin: "Klaviyo", least: 1, most: 1 },
};
