// Selects the worlds of a test. The environment can name the seed of a single world.

import { relative } from "node:path";
import { expect } from "vitest";

/** The environment variable with the seed of the only world to run. */
const VARIABLE = "FLOWHOOK_SEED";

/** The seed of the only world to run; undefined: all. */
const ALONE = process.env[VARIABLE] === undefined ? undefined : Number(process.env[VARIABLE]);

/** True if all worlds run. Only then can a test state how often something happens. */
export const ALL_WORLDS = ALONE === undefined;

/** Returns this many seeds. */
export function seedsOf(count: number): readonly number[] {
  return ALONE === undefined ? Array.from({ length: count }, (_, seed) => seed) : [ALONE];
}

/** Adds the seed of the world to a finding, with the command that runs the tests of this file in that world alone. */
export function inWorld(seed: number, what: string): string {
  const { testPath = "test" } = expect.getState();
  return `seed ${seed}: ${what} (${VARIABLE}=${seed} npx vitest run ${relative(process.cwd(), testPath)})`;
}
