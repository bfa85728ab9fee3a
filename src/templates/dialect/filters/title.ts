// `title`: Klaviyo's, which is Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#title

import type { TextChange } from "./text-filter.ts";

/**
 * Each word with a capital first and small letters after it: "they're bill's FRIENDS" is "They're Bill's Friends". As in
 * Django, a letter stays small after a digit ("1ST" is "1st"), and after an apostrophe that a small letter precedes
 * ("They're", but "O'Neil").
 */
export const title: TextChange = (text) =>
  text.replace(/\p{L}[\p{L}\p{M}]*/gu, capitalized).replace(/[a-z]'[A-Z]|\p{Nd}[A-Z]/gu, (pair) => pair.toLowerCase());

function capitalized(word: string): string {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}
