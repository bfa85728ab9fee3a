// Filters of lists and of texts as lists of characters, by https://docs.djangoproject.com/en/5.2/ref/templates/builtins/.

import { plainText } from "../rendering/value-text.ts";
import { isObject } from "../values/is-object.ts";
import { characterCount, characters, lastCharacter } from "./code-points.ts";
import { entry } from "./entry.ts";
import type { Filter, FilterCall, FilterFamily } from "./filter.ts";
import { toList } from "./items.ts";
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
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
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

/** Filters of lists. */
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
};
