// What is said of a name that nothing has: most often it is another one, misspelt.

import { nearestName } from "#core/nearest-name.ts";

/** That there is no `what` of a name, with the nearest name that there is. */
export function noSuch(what: string, name: string, known: Iterable<string>): string {
  const near = nearestName(name, [...known]);
  return `There is no ${what} "${name}".${near === undefined ? "" : ` Did you mean "${near}"?`}`;
}
