// Everything at once, in simulated worlds full of faults: targets that are slow, gone, locked or dishonest; deliveries that
// operators approve, discard, resume and force; secrets that change; runs that wait; flows that are edited.

import { beforeAll, describe, expect, it } from "vitest";
import type { EventMessage } from "#core/messages/event-message.ts";
import { CLOCK_CASES, FAULT_CASES, foundIn, type RestingWorld, worldsAtRest } from "../simulated/fault-cases.ts";
import { HOSTILE_PLAN, hostileEvents } from "../simulated/hostile-plan.ts";
import { sentWhileStopped, shutOut } from "../simulated/invariants/quiet-worlds.ts";
import * as invariants from "../simulated/invariants.ts";
import { ALL_WORLDS } from "../simulated/seeds.ts";
import { SimulatedFlowhook } from "../simulated/simulated-flowhook.ts";
import { type FaultRates, World } from "../simulated/world.ts";

const SEEDS = 200;

async function simulate(seed: number, faults: FaultRates): Promise<SimulatedFlowhook> {
  const world = new World(seed, faults);
  const events: readonly EventMessage[] = hostileEvents(world.now);
  const flowhook = new SimulatedFlowhook(world, { ...HOSTILE_PLAN, events });
  await flowhook.run();
  return flowhook;
}

/** Counts how often each behavior under test occurs. */
function seenIn(worlds: readonly RestingWorld[]): Record<string, number> {
  const attempts = worlds.flatMap(({ flowhook }) => flowhook.ports.store.records.flatMap((record) => record.attempts));
  const histories = worlds.map(({ flowhook }) => flowhook.history);
  const messages = histories.flatMap(({ arrivals }) => arrivals.map(({ message }) => message));
  const stops = histories.flatMap((history) => history.stops);
  const of = (holds: (attempt: (typeof attempts)[number]) => boolean) => attempts.filter(holds).length;
  return {
    waitedForApproval: of(({ reason }) => reason === "waits-for-approval"),
    approved: messages.filter(({ approved }) => approved).length,
    discarded: of(({ outcome }) => outcome === "discarded"),
    gone: of(({ reason }) => reason === "target-gone"),
    parkedWhileStopped: of(({ reason }) => reason === "action-stopped"),
    resumed: stops.filter(({ type }) => type === "resumed").length,
    secretMissing: of(({ reason }) => reason === "secret-missing"),
    secretRefused: of(({ status }) => status === 401),
    secretsRenewed: of(({ detail }) => detail?.includes("has changed since") ?? false),
    askedToWaitForEver: of(({ status, next_attempt_at, at }) => status === 429 && (next_attempt_at ?? 0) - at > 3e6),
    exhausted: of(({ attempt, outcome, status }) => attempt === 6 && outcome === "failed" && status !== undefined),
    redriven: messages.filter(({ round, approved }) => round > 1 && !approved).length,
    forced: messages.filter(({ forced }) => forced).length,
    waited: messages.filter(({ action_id }) => action_id === "remind").length,
  };
}

describe.each([...FAULT_CASES, ...CLOCK_CASES])(`in ${SEEDS} worlds %s`, (name, faults) => {
  let worlds: readonly RestingWorld[] = [];
  beforeAll(async () => {
    worlds = await worldsAtRest(SEEDS, (seed) => simulate(seed, faults));
  });

  it.each(Object.entries(invariants))("the invariant %s holds", (_name, check) => {
    expect(foundIn(worlds, check)).toEqual([]);
  });

  it.each(name === "without faults" ? [sentWhileStopped, shutOut] : [])("the invariant %o holds", (check) => {
    expect(foundIn(worlds, check)).toEqual([]);
  });

  it.each(ALL_WORLDS ? ["enough"] : [])("each behavior under test occurs often %s", () => {
    expect(Object.entries(seenIn(worlds)).filter(([, count]) => count < 20)).toEqual([]);
  });
});
