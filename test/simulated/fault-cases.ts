// The kinds of worlds that properties are looked at in: from one where nothing goes wrong to one where everything does.

import { inWorld, seedsOf } from "./seeds.ts";
import type { SimulatedFlowhook } from "./simulated-flowhook.ts";
import type { FaultRates } from "./world.ts";

/** A kind of worlds, with what is said of it. */
export type FaultCase = readonly [name: string, faults: FaultRates];

/** Those in which the time is everywhere the same. */
export const FAULT_CASES: readonly FaultCase[] = [
  ["without faults", { error: 0, crash: 0, freeze: 0 }],
  ["full of errors and crashes", { error: 0.03, crash: 0.01, freeze: 0 }],
  ["whose processes stand still as well", { error: 0.02, crash: 0.005, freeze: 0.01 }],
  ["whose stores and queues are throttled", { error: 0.005, crash: 0.003, freeze: 0, throttle: 0.015 }],
];

/** Those in which every process has a clock of its own, which jumps. */
export const CLOCK_CASES: readonly FaultCase[] = [
  ["whose clocks jump", { error: 0, crash: 0, freeze: 0, clock: 0.02 }],
  ["in which everything goes wrong", { error: 0.01, crash: 0.005, freeze: 0.003, throttle: 0.005, clock: 0.01 }],
];

/** A world that has come to rest. */
export interface RestingWorld {
  readonly seed: number;
  readonly flowhook: SimulatedFlowhook;
}

/** So many worlds, one after the other; or the one alone that the environment names. */
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

/** What a look at each of these worlds finds, with the world's seed. */
export function foundIn(worlds: readonly RestingWorld[], look: (flowhook: SimulatedFlowhook) => string[]): string[] {
  return worlds.flatMap(({ seed, flowhook }) => look(flowhook).map((what) => inWorld(seed, what)));
}
