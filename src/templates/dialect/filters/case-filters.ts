// Small and capital letters. `capitalize` leaves the letters after the first one as they are, as Klaviyo's glossary has it;
// Liquid's makes them small.

import type { FilterEntry, FilterFamily } from "./filter.ts";
import { type TextChange, textFilter } from "./text-filter.ts";
import { title } from "./title.ts";

const upper: TextChange = (text) => text.toUpperCase();
const lower: TextChange = (text) => text.toLowerCase();

const capfirst: TextChange = (text) => {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
};

const entry = (change: TextChange, origin: FilterEntry["origin"]): FilterEntry => {
  return { filter: textFilter(change), origin, least: 0, most: 0 };
};

/** True is what Python writes, true what it is spelled as in a payload. */
const isTruth = (text: string) => text === "true" || text === "false";

/** Filters of small and capital letters. */
export const CASE_FILTERS: FilterFamily = {
  upper: entry(upper, "Django"),
  upcase: entry(upper, "Klaviyo"),
  lower: { ...entry(lower, "Django"), spells: isTruth },
  downcase: { ...entry(lower, "Klaviyo"), spells: isTruth },
  title: entry(title, "Django"),
  capfirst: entry(capfirst, "Django"),
  capitalize: entry(capfirst, "Klaviyo"),
};
