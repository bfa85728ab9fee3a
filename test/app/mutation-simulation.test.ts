// The simulated worlds notice it when a rule of order is broken: each is broken on purpose, and some invariant has to fail
// within a few worlds. Without that, worlds in which nothing ever fails would say nothing.

import { describe, expect, it } from "vitest";
import { HOSTILE_PLAN, hostileEvents } from "../simulated/hostile-plan.ts";
import * as quietWorlds from "../simulated/invariants/quiet-worlds.ts";
import * as general from "../simulated/invariants.ts";
import type { Mutation } from "../simulated/mutation.ts";
import { type Invariant, MUTATIONS, QUIET_MUTATIONS } from "../simulated/mutations.ts";
import { inWorld } from "../simulated/seeds.ts";
import { Restless, SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { type FaultRates, NO_FAULTS, World } from "../simulated/world.ts";

/** Within so many worlds a broken rule is noticed: most within three. */
const WITHIN = 400;

/** So many worlds in which no rule is broken. */
const UNBROKEN = 200;

const FAULTS: FaultRates = { error: 0.02, crash: 0.015, freeze: 0.005 };

const INVARIANTS = { ...general, ...quietWorlds };

function newFlowhook(seed: number, faults: FaultRates, mutation: Mutation): SimulatedFlowhook {
  const world = new World(seed, faults);
  return new SimulatedFlowhook(world, { ...HOSTILE_PLAN, events: hostileEvents(world.now), mutation });
}

/** A broken rule may let something go on for ever; what happened until then is judged all the same. */
function comeToRest(flowhook: SimulatedFlowhook): Promise<void> {
  return flowhook.run().catch((error: unknown) => {
    if (!(error instanceof Restless)) throw error;
  });
}

/** How many worlds it takes until an invariant notices a mutation; undefined: more than are looked at. */
async function worldsUntil(invariant: Invariant, faults: FaultRates, mutation: Mutation): Promise<number | undefined> {
  for (let seed = 0; seed < WITHIN; seed++) {
    const flowhook = newFlowhook(seed, faults, mutation);
    await comeToRest(flowhook);
    if (INVARIANTS[invariant](flowhook).length > 0) return seed + 1;
  }
  return undefined;
}

describe(`it is noticed within ${WITHIN} worlds when`, () => {
  it.each(MUTATIONS)("%s: %s", async (_name, invariant, mutation) => {
    expect(await worldsUntil(invariant, FAULTS, mutation)).toBeDefined();
  });

  it.each(QUIET_MUTATIONS)("%s: %s", async (_name, invariant, mutation) => {
    expect(await worldsUntil(invariant, NO_FAULTS, mutation)).toBeDefined();
  });
});

it("nothing is noticed, and every world comes to rest, where no rule is broken", async () => {
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
