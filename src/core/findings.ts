// The problems of one input. A hostile body can break a rule tens of thousands of times, so only the first few problems are
// built; the others are counted, which takes no memory.

import type { Problem } from "./problem.ts";

/** Most problems that are reported for one input: more than a person mends at once. */
export const MAX_FINDINGS = 20;

/** Collects the problems of one input. */
export class Findings<Rule extends string> {
  readonly #first: Problem<Rule>[] = [];
  #notShown = 0;

  /** Adds a problem. `build` is called only when the problem is among the first. */
  add(build: () => Problem<Rule>): void {
    if (this.#first.length < MAX_FINDINGS) this.#first.push(build());
    else this.#notShown += 1;
  }

  /** The first problems, and one entry that counts the others. */
  problems(): Problem<Rule>[] {
    return withCount(this.#first, this.#notShown);
  }
}

/** The first `most` of some problems, and one entry that counts the others, those included that `all` only counts. */
export function firstProblems<Found extends Problem>(all: readonly Found[], most = MAX_FINDINGS): Found[] {
  const built = all.filter(({ not_shown }) => not_shown === undefined);
  const counted = all.reduce((sum, { not_shown = 0 }) => sum + not_shown, 0);
  const shown = built.slice(0, most);
  return withCount(shown, counted + built.length - shown.length);
}

/** The entry that counts has the place of the last one that is shown: the others follow it. */
function withCount<Found extends Problem>(shown: readonly Found[], notShown: number): Found[] {
  const last = shown.at(-1);
  if (last === undefined || notShown === 0) return [...shown];
  const message = notShown === 1 ? "1 more problem is not shown." : `${notShown} more problems are not shown.`;
  return [...shown, { ...last, pointer: "", message, not_shown: notShown }];
}
