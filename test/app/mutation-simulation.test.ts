// The simulated worlds detect broken rules of order: each rule is broken on purpose, and an invariant must fail within a few
// worlds. Without these tests, worlds in which no invariant fails would prove nothing.

import { describe, expect, it } from "vitest";
import { HOSTILE_PLAN, hostileEvents } from "../simulated/hostile-plan.ts";
import * as quietWorlds from "../simulated/invariants/quiet-worlds.ts";
import * as general from "../simulated/invariants.ts";
import type { Mutation } from "../simulated/mutation.ts";
import { type Invariant, MUTATIONS, QUIET_MUTATIONS } from "../simulated/mutations.ts";
import { inWorld } from "../simulated/seeds.ts";
import { Restless, SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { type FaultRates, NO_FAULTS, World } from "../simulated/world.ts";

/** The number of worlds within which a broken rule must be detected. Most take at most three. */
const WITHIN = 400;

/** The number of worlds to check without a broken rule. */
const UNBROKEN = 200;

const FAULTS: FaultRates = { error: 0.02, crash: 0.015, freeze: 0.005 };

const INVARIANTS = { ...general, ...quietWorlds };

function newFlowhook(seed: number, faults: FaultRates, mutation: Mutation): SimulatedFlowhook {
  const world = new World(seed, faults);
  return new SimulatedFlowhook(world, { ...HOSTILE_PLAN, events: hostileEvents(world.now), mutation });
}

/** A broken rule may keep a world busy without end; its history up to then is checked all the same. */
function comeToRest(flowhook: SimulatedFlowhook): Promise<void> {
  return flowhook.run().catch((error: unknown) => {
    if (!(error instanceof Restless)) throw error;
  });
}

/** The number of worlds until an invariant detects a mutation; undefined if all worlds pass. */
async function worldsUntil(invariant: Invariant, faults: FaultRates, mutation: Mutation): Promise<number | undefined> {
  for (let seed = 0; seed < WITHIN; seed++) {
    const flowhook = newFlowhook(seed, faults, mutation);
    await comeToRest(flowhook);
    if (INVARIANTS[invariant](flowhook).length > 0) return seed + 1;
  }
  return undefined;
}

describe(`within ${WITHIN} worlds, the invariants detect that`, () => {
  it.each(MUTATIONS)("%s: %s", async (_name, invariant, mutation) => {
    expect(await worldsUntil(invariant, FAULTS, mutation)).toBeDefined();
  });

  it.each(QUIET_MUTATIONS)("%s: %s", async (_name, invariant, mutation) => {
    expect(await worldsUntil(invariant, NO_FAULTS, mutation)).toBeDefined();
  });
});

it("without a broken rule, every world ends and no invariant fails", async () => {
  const broken: string[] = [];
  for (let seed = 0; seed < UNBROKEN; seed++) {
    const flowhook = newFlowhook(seed, FAULTS, {});
    await flowhook.run();
    for (const [name, look] of Object.entries(general)) {
      broken.push(...look(flowhook).map((what) => inWorld(seed, `${name}: ${what}`)));
    }
  }
  expect(broken).toEqual([]);
});
