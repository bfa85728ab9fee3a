// The kinds of worlds that properties are looked at in: from one where nothing goes wrong to one where everything does.

import type { SimulatedFlowhook } from "./simulated-flowhook.ts";
import type { FaultRates } from "./world.ts";

/** Worlds, each with what is said of them. */
export const FAULT_CASES: readonly (readonly [name: string, faults: FaultRates])[] = [
  ["without faults", { error: 0, crash: 0, freeze: 0 }],
  ["full of errors and crashes", { error: 0.03, crash: 0.01, freeze: 0 }],
  ["whose processes stand still as well", { error: 0.02, crash: 0.005, freeze: 0.01 }],
];

/** A world that has come to rest. */
export interface RestingWorld {
  readonly seed: number;
  readonly flowhook: SimulatedFlowhook;
}

/** So many worlds, one after the other. */
export async function worldsAtRest(
  seeds: number,
  simulate: (seed: number) => Promise<SimulatedFlowhook>,
): Promise<RestingWorld[]> {
  const worlds: RestingWorld[] = [];
  for (let seed = 0; seed < seeds; seed++) worlds.push({ seed, flowhook: await simulate(seed) });
  return worlds;
}
