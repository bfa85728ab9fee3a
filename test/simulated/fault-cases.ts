// The kinds of simulated worlds: from a world without faults to one with all of them.

import { inWorld, seedsOf } from "./seeds.ts";
import type { SimulatedFlowhook } from "./simulated-flowhook.ts";
import type { FaultRates } from "./world.ts";

/** A kind of world, with the name that test titles use. */
export type FaultCase = readonly [name: string, faults: FaultRates];

/** Worlds in which all clocks agree. */
export const FAULT_CASES: readonly FaultCase[] = [
  ["without faults", { error: 0, crash: 0, freeze: 0 }],
  ["full of errors and crashes", { error: 0.03, crash: 0.01, freeze: 0 }],
  ["with processes that freeze as well", { error: 0.02, crash: 0.005, freeze: 0.01 }],
  ["with throttled stores and queues", { error: 0.005, crash: 0.003, freeze: 0, throttle: 0.015 }],
];

/** Worlds in which every process has its own clock, which jumps. */
export const CLOCK_CASES: readonly FaultCase[] = [
  ["with clocks that jump", { error: 0, crash: 0, freeze: 0, clock: 0.02 }],
  ["with faults of every kind", { error: 0.01, crash: 0.005, freeze: 0.003, throttle: 0.005, clock: 0.01 }],
];

/** A world at rest. */
export interface RestingWorld {
  readonly seed: number;
  readonly flowhook: SimulatedFlowhook;
}

/** Runs this many worlds to rest, one after the other; or only the one that the environment names. */
export async function worldsAtRest(
  count: number,
  simulate: (seed: number) => Promise<SimulatedFlowhook>,
): Promise<RestingWorld[]> {
  const worlds: RestingWorld[] = [];
  for (const seed of seedsOf(count)) {
    const flowhook = await simulate(seed).catch((error: unknown) => {
      throw new Error(inWorld(seed, String(error)), { cause: error });
    });
    worlds.push({ seed, flowhook });
  }
  return worlds;
}

/** Returns the findings in each of these worlds, with the world's seed. */
export function foundIn(worlds: readonly RestingWorld[], look: (flowhook: SimulatedFlowhook) => string[]): string[] {
  return worlds.flatMap(({ seed, flowhook }) => look(flowhook).map((what) => inWorld(seed, what)));
}
