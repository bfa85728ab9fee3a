// Arguments that Django and Liquid understand differently, where the template means Django's and liquidjs would make
// something else of it without a word.

import { type FilteredValueToken, TypeGuards } from "liquidjs";

type FilterArguments = FilteredValueToken["filters"][number]["args"];

/** What is wrong with the arguments of a filter; undefined where nothing is. */
export function argumentProblem(name: string, [first]: FilterArguments): string | undefined {
  if (Array.isArray(first) || !TypeGuards.isQuotedToken(first)) return undefined;
  if (name === "slice") {
    return `slice takes numbers here: slice: 0, 3 for Django's slice:':3'. A for loop takes limit:3.`;
  }
  if (name === "date" && first.content !== "" && !first.content.includes("%")) {
    return `date takes a format with % here: date: '%Y-%m-%d' for Django's date:'Y-m-d'.`;
  }
  return undefined;
}
