// Filters of Django, of Klaviyo's glossary and of liquidjs that a payload can't have, or has no use for, each with the reason
// and with what to write for it.

const RANDOM = "it picks at random, so that what is rendered again would not be the same";
const LINKS = "it makes HTML links, which only a mail or a page shows";
const KEEPS_TAGS = "it shortens HTML, which only a mail or a page shows: striptags goes before truncatechars";
const PICTURE = "it stands for a picture of Klaviyo's own: default:'https://...' gives yours";
const EXPRESSION = "it takes an expression as text, which can't be checked when the template is loaded";

/** Why a filter is left out, by its name: a clause in which "it" is the filter. */
export const LEFT_OUT_FILTERS: ReadonlyMap<string, string> = new Map([
  ["random", RANDOM],
  ["sample", RANDOM],
  ["json_script", "it makes an HTML element: json writes a value as JSON"],
  ["pprint", "it writes a value as Python has it: json writes it as JSON"],
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
