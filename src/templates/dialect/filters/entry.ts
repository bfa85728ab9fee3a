// The entry of a filter that has nothing to check but how many arguments it is given.

import type { Filter, FilterEntry, FilterOrigin } from "./filter.ts";

/** An entry; without numbers for a filter that takes no arguments, with one for a filter that takes just as many. */
export function entry(filter: Filter, origin: FilterOrigin, least = 0, most = least): FilterEntry {
  return { filter, origin, least, most };
}
