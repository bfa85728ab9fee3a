// Which worlds a test looks at, and how one of them is looked at again alone: by its seed, in the environment.

import { relative } from "node:path";
import { expect } from "vitest";

/** The environment's variable that holds the seed of the only world to look at. */
const VARIABLE = "FLOWHOOK_SEED";

/** The seed of the only world to look at; undefined: all. */
const ALONE = process.env[VARIABLE] === undefined ? undefined : Number(process.env[VARIABLE]);

/** Whether all worlds are looked at, so that it can be said what happens in enough of them. */
export const ALL_WORLDS = ALONE === undefined;

/** The seeds of so many worlds. */
export function seedsOf(count: number): readonly number[] {
  return ALONE === undefined ? Array.from({ length: count }, (_, seed) => seed) : [ALONE];
}

/** What is wrong in the world of a seed, with the command that runs the tests of this file in that world alone. */
export function inWorld(seed: number, what: string): string {
  const { testPath = "test" } = expect.getState();
  return `seed ${seed}: ${what} (${VARIABLE}=${seed} npx vitest run ${relative(process.cwd(), testPath)})`;
}
