// Every filter of the dialect, by its name.

import { date, fixedDate, writtenDate } from "./date.ts";
import { defaultTo } from "./default.ts";
import type { FilterEntry, FilterFamily } from "./filter.ts";
import { json } from "./json.ts";
import { LIQUID_FILTERS } from "./liquid-filters.ts";
import { lookup } from "./lookup.ts";
import { title } from "./title.ts";

const KLAVIYO_FILTERS: FilterFamily = {
  lookup: { filter: lookup, origin: "Klaviyo", least: 1, most: 1 },
};

const DJANGO_FILTERS: FilterFamily = {
  default: { filter: defaultTo, origin: "Django", least: 1, most: 1, keywords: ["allow_false"], replacesAbsent: true },
  title: { filter: title, origin: "Django", least: 0, most: 0 },
};

const DATE_FILTERS: FilterFamily = {
  date: { filter: date, origin: "Liquid", least: 0, most: 2, check: ([format]) => dateFormatProblem(format?.value) },
  date_to_xmlschema: { filter: fixedDate("%Y-%m-%dT%H:%M:%S%:z"), origin: "Liquid", least: 0, most: 0 },
  date_to_rfc822: { filter: fixedDate("%a, %d %b %Y %H:%M:%S %z"), origin: "Liquid", least: 0, most: 0 },
  date_to_string: { filter: writtenDate("%b"), origin: "Liquid", least: 0, most: 2 },
  date_to_long_string: { filter: writtenDate("%B"), origin: "Liquid", least: 0, most: 2 },
};

const JSON_FILTERS: FilterFamily = {
  json: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
  jsonify: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
  inspect: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
  // Nothing is escaped for HTML, which `raw` is there to prevent.
  raw: { filter: (value) => value, origin: "Liquid", least: 0, most: 0 },
};

/** Of two families with the same name, the later one counts. */
const FAMILIES: readonly FilterFamily[] = [LIQUID_FILTERS, JSON_FILTERS, DATE_FILTERS, DJANGO_FILTERS, KLAVIYO_FILTERS];

/** Every filter by its name. */
export const FILTERS: ReadonlyMap<string, FilterEntry> = new Map(FAMILIES.flatMap(Object.entries));

function dateFormatProblem(format: unknown): string | undefined {
  if (typeof format !== "string" || format === "" || format.includes("%")) return undefined;
  return "date takes a format with % here: date: '%Y-%m-%d' for Django's date:'Y-m-d'.";
}
