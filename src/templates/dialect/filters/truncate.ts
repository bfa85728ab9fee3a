// Filters that shorten. `truncatewords` is Django's with one argument (" …" behind what is left of the text, line breaks
// and runs of spaces gone) and Liquid's with two (its own ending right behind the last word), or with none (15 words).

import { plainText } from "../rendering/value-text.ts";
import type { FilterFamily, WrittenArgument } from "./filter.ts";
import { toInteger } from "./numbers.ts";
import { type TextChange, textFilter, words } from "./text-filter.ts";

const ELLIPSIS = "…";
/** Characters that add nothing to the length: they are shown on the one before. */
const MARK = /^\p{M}$/u;
/** Liquid's defaults: https://shopify.github.io/liquid/filters/truncatewords/ */
const LIQUID = { words: 15, ending: "..." };

/** At most so many characters, the last one an ellipsis where the text is cut. */
const truncatechars: TextChange = (text, [argument]) => {
  const most = toInteger(argument);
  if (most === undefined) return text;
  if (most <= 0) return "";
  const composed = text.normalize("NFC");
  let [count, offset, end] = [0, 0, 0];
  for (const character of composed) {
    if (!MARK.test(character) && ++count === most) end = offset;
    if (count > most) return composed.slice(0, end) + ELLIPSIS;
    offset += character.length;
  }
  return composed;
};

const truncatewords: TextChange = (text, args, call) => {
  const [count = LIQUID.words, ending = args.length === 1 ? ` ${ELLIPSIS}` : LIQUID.ending] = args;
  const [most, last] = [toInteger(count), plainText(ending)];
  if (most === undefined) return text;
  if (most <= 0 && args.length === 1) return "";
  const all = words(text);
  const kept = all.slice(0, Math.max(most, 1)).join(" ");
  call.useOutput(last.length);
  if (all.length <= Math.max(most, 1)) return args.length === 1 ? kept : text;
  return args.length === 1 && kept.endsWith(last) ? kept : kept + last;
};

function countProblem([count]: readonly WrittenArgument[]): string | undefined {
  if (count === undefined || toInteger(count.value) !== undefined) return undefined;
  return "How much of a text is to be left is a whole number: truncatechars:20, truncatewords:5.";
}

/** Filters that shorten. */
export const TRUNCATE_FILTERS: FilterFamily = {
  truncatechars: { filter: textFilter(truncatechars), origin: "Django", least: 1, most: 1, check: countProblem },
  truncatewords: { filter: textFilter(truncatewords), origin: "Django", least: 0, most: 2, check: countProblem },
};
