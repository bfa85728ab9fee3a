// Every filter of the dialect, by its name. Where a name stands in Klaviyo's glossary, it means what it means there; where it
// is Django's alone, what Django means; Liquid's own meanings are those of the remaining names, and of the arguments that
// only Liquid takes.

import { ARITHMETIC_FILTERS } from "./arithmetic.ts";
import { CASE_FILTERS } from "./case-filters.ts";
import { CONDITION_FILTERS } from "./condition-filters.ts";
import { DATE_FILTERS } from "./date.ts";
import { ENCODING_FILTERS } from "./encoding-filters.ts";
import type { FilterEntry, FilterFamily } from "./filter.ts";
import { FLOATFORMAT_FILTERS } from "./floatformat.ts";
import { HTML_FILTERS } from "./html-filters.ts";
import { json } from "./json.ts";
import { LIQUID_FILTERS } from "./liquid-filters.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { LOGIC_FILTERS } from "./logic-filters.ts";
import { lookup } from "./lookup.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import { QUERY_FILTERS } from "./query-filters.ts";
import { REPLACE_FILTERS } from "./replace-filters.ts";
import { RESPLIT_FILTERS } from "./resplit.ts";
import { SLICE_FILTERS } from "./slice.ts";
import { SORT_FILTERS } from "./sort-filters.ts";
import { STRINGFORMAT_FILTERS } from "./stringformat.ts";
import { TEXT_FILTERS } from "./text-filters.ts";
import { TIME_FILTERS } from "./time-filters.ts";
import { TRUNCATE_FILTERS } from "./truncate.ts";
import { URL_FILTERS } from "./url-filters.ts";

const JSON_FILTERS: FilterFamily = {
  json: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
  jsonify: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
  inspect: { filter: json, origin: "Liquid", least: 0, most: 1, encoding: "json" },
};

const KLAVIYO_FILTERS: FilterFamily = {
  lookup: { filter: lookup, origin: "Klaviyo", least: 1, most: 1 },
};

const FAMILIES: readonly FilterFamily[] = [
  ...[
    KLAVIYO_FILTERS,
    LOGIC_FILTERS,
    DATE_FILTERS,
    TIME_FILTERS,
    JSON_FILTERS,
    ARITHMETIC_FILTERS,
    FLOATFORMAT_FILTERS,
  ],
  ...[NUMBER_FILTERS, STRINGFORMAT_FILTERS, CASE_FILTERS, TEXT_FILTERS, TRUNCATE_FILTERS, REPLACE_FILTERS],
  ...[HTML_FILTERS, URL_FILTERS, ENCODING_FILTERS, LIST_FILTERS, SLICE_FILTERS, SORT_FILTERS, QUERY_FILTERS],
  ...[CONDITION_FILTERS, RESPLIT_FILTERS, LIQUID_FILTERS],
];

/** Every filter by its name. */
export const FILTERS: ReadonlyMap<string, FilterEntry> = new Map(FAMILIES.flatMap(Object.entries));
