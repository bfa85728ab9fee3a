// Filters of any value: `lookup`, `json`, `default`, `default_if_none` and `yesno`. Django distinguishes an absent
// variable from None and leaves it empty in `default_if_none`. JSON's senders use both for the same, so here they are
// equal (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/).

import { isTrue } from "../values/compare.ts";
import { isObject, propertyKey, readProperty } from "../values/properties.ts";
import { jsonText, plainText } from "../values/value-text.ts";
import { entry, type Filter, type FilterFamily, type WrittenArgument } from "./filter.ts";

/**
 * Klaviyo's `lookup` reads a property whose name has spaces or special characters, `event|lookup:'$value'`, or an item
 * of a list, `event|lookup:'Coupon Codes'|lookup:'0'` (https://help.klaviyo.com/hc/en-us/articles/4408802648731).
 */
const lookup: Filter = (value, [name]) => {
  const key = propertyKey(name);
  if (key === undefined) return undefined;
  if (Array.isArray(value)) return key.index === undefined ? undefined : value[key.index];
  // Liquid's `size` is not an own property.
  return isObject(value) && Object.hasOwn(value, key.name) ? readProperty(value, key) : undefined;
};

/**
 * A value as JSON on one line. liquidjs's `json` accepts any indent, also one from the event, which can break the JSON
 * around it.
 */
const json: Filter = (value, _args, call) => {
  const text = jsonText(value);
  call.useOutput(text.length);
  return text;
};

/**
 * The value, or the fallback if Python treats the value as false: absent, null, false, 0, an empty text, list or
 * object. Liquid's `default` keeps 0. With Liquid's `allow_false: true`, false stays false here as well.
 */
const defaultTo: Filter = (value, [fallback], { keywords }) => {
  if (value === false && keywords["allow_false"] === true) return false;
  return isTrue(value) ? value : fallback;
};

const defaultIfNone: Filter = (value, [fallback]) => value ?? fallback;

const yesno: Filter = (value, [words = "yes,no,maybe"]) => {
  const [yes, no, ...more] = plainText(words).split(",");
  if (no === undefined) return value;
  const maybe = more.length === 1 ? more[0] : no;
  if (value === undefined || value === null) return maybe;
  return isTrue(value) ? yes : no;
};

function yesnoProblem([words]: readonly WrittenArgument[]): string | undefined {
  const count = words === undefined ? 2 : plainText(words.value).split(",").length;
  if (count === 2 || count === 3) return undefined;
  return "yesno takes two or three words separated by commas: yesno:'yes,no' or yesno:'yes,no,unknown'.";
}

function isFallback(text: string, [fallback]: readonly WrittenArgument[]): boolean {
  return fallback?.value === text;
}

function isWord(text: string, [words]: readonly WrittenArgument[]): boolean {
  return words !== undefined && plainText(words.value).split(",").includes(text);
}

const toJson = { ...entry(json, "Liquid", 0, 1), encoding: "json" } as const;
const choice = { origin: "Django", replacesAbsent: true } as const;
const fallback = { ...choice, least: 1, most: 1, spells: isFallback };

/** Filters of any value, by name. */
export const VALUE_FILTERS: FilterFamily = {
  lookup: entry(lookup, "Klaviyo", 1),
  json: toJson,
  jsonify: toJson,
  inspect: toJson,
  default: { filter: defaultTo, ...fallback, keywords: ["allow_false"] },
  default_if_none: { filter: defaultIfNone, ...fallback },
  yesno: { filter: yesno, ...choice, least: 0, most: 1, check: yesnoProblem, spells: isWord },
};
