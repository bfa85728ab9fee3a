// Every filter of the dialect. A name in Klaviyo's glossary has Klaviyo's meaning; a name of Django alone has Django's.
// All other names, and arguments that only Liquid takes, have Liquid's meaning.

import { DATE_FILTERS } from "./date-filters.ts";
import { ENCODING_FILTERS } from "./encoding-filters.ts";
import type { FilterEntry, FilterFamily } from "./filter.ts";
import { HTML_FILTERS } from "./html-filters.ts";
import { LIQUID_FILTERS } from "./liquid-filters.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import { NUMBER_FORMAT_FILTERS } from "./number-format-filters.ts";
import { QUERY_FILTERS } from "./query-filters.ts";
import { RESPLIT_FILTERS } from "./resplit-filter.ts";
import { TEXT_FILTERS } from "./text-filters.ts";
import { URL_FILTERS } from "./url-filters.ts";
import { VALUE_FILTERS } from "./value-filters.ts";
import { WIDTH_FILTERS } from "./width-filters.ts";

const FAMILIES: readonly FilterFamily[] = [
  VALUE_FILTERS,
  DATE_FILTERS,
  NUMBER_FILTERS,
  NUMBER_FORMAT_FILTERS,
  TEXT_FILTERS,
  WIDTH_FILTERS,
  HTML_FILTERS,
  URL_FILTERS,
  ENCODING_FILTERS,
  LIST_FILTERS,
  QUERY_FILTERS,
  RESPLIT_FILTERS,
  LIQUID_FILTERS,
];

/** Every filter, by name. */
export const FILTERS: ReadonlyMap<string, FilterEntry> = new Map(FAMILIES.flatMap(Object.entries));

// Filters of Django, Klaviyo's glossary and liquidjs that a payload can't use, each with the reason and the
// alternative.

const RANDOM = "it picks at random, so a repeated rendering would give another result";
const LINKS = "it makes HTML links, which only an email or a page shows";
const KEEPS_TAGS = "it shortens HTML, which only an email or a page shows: use striptags before truncatechars";
const PICTURE = "it returns a placeholder picture from Klaviyo: default:'https://...' sets yours";
const EXPRESSION = "it takes an expression as text, which can't be checked when the template is loaded";

/** Why a filter is left out, by name: a clause in which "it" is the filter. */
export const LEFT_OUT_FILTERS: ReadonlyMap<string, string> = new Map([
  ["random", RANDOM],
  ["sample", RANDOM],
  ["json_script", "it makes an HTML element: json writes a value as JSON"],
  ["pprint", "it writes a value in Python's syntax: json writes it as JSON"],
  ["unordered_list", "it makes an HTML list: a for loop writes its items"],
  ["urlize", LINKS],
  ["urlizetrunc", LINKS],
  ["truncatechars_html", KEEPS_TAGS],
  ["truncatewords_html", KEEPS_TAGS],
  ["missing_image", PICTURE],
  ["missing_product_image", PICTURE],
  ...["where_exp", "reject_exp", "group_by_exp", "has_exp", "find_exp", "find_index_exp"].map(
    (name): [string, string] => [name, EXPRESSION],
  ),
]);
