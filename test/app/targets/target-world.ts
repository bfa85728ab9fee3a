// A gate and its stores, with a clock that tests move.

import { GuardedGate, type Visit } from "#app/targets/target-gate.ts";
import { newsOf, type TargetNews } from "#app/targets/target-news.ts";
import type { TargetHealths, TargetLimiter } from "#app/targets/target-ports.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import type { TargetEvidence } from "#core/delivery/target-health.ts";
import type { HostLimits } from "#core/flow/host-limits.ts";

export const NOW = 1_800_000_000_000;
export const TARGET = "https://api.crm.example";
export const FAILING: TargetEvidence = { type: "failing", reason: "timeout" };
export const ALIVE: TargetEvidence = { type: "alive" };
export const NONE: TargetEvidence = { type: "none" };

/** The options of a world. */
export interface WorldChanges {
  readonly healths?: TargetHealths;
  readonly limiter?: TargetLimiter;
  readonly hostLimits?: HostLimits;
  readonly random?: number;
}

/** Processes that share the health of targets. */
export function targetWorld(changes: WorldChanges = {}) {
  const clock = { now: NOW };
  const healths = changes.healths ?? new MemoryTargetHealths();
  const limiter = changes.limiter ?? new MemoryTargetLimiter();
  const errors: unknown[] = [];
  const news: TargetNews[] = [];
  let changesMade = 0;
  const open = () =>
    new GuardedGate({
      limiter,
      now: () => clock.now,
      random: () => changes.random ?? 0.5,
      hostLimits: changes.hostLimits ?? {},
      healths: {
        failing: () => healths.failing(),
        change: (target, rule) => {
          changesMade += 1;
          return healths.change(target, rule);
        },
      },
      onChange: (target, change) => {
        const made = newsOf(target, change);
        if (made) news.push(made);
      },
      onError: (error) => errors.push(error),
    });
  const gate = open();
  const visit = (more: Partial<Visit> = {}): Visit => {
    return { target: TARGET, limits: undefined, waited: 0, slot: undefined, ...more };
  };
  /** Enters, reports evidence, and leaves. Returns the gate's answer if it was not admitted. */
  const pass = async (evidence: TargetEvidence, through = gate) => {
    const entry = await through.enter(visit());
    if (entry.type === "entered") await entry.leave(evidence);
    return entry.type === "entered" ? "passed" : entry;
  };
  /** Fails ten times within ten seconds. */
  const fail = async () => {
    for (let failure = 0; failure < 11; failure++) {
      await pass(FAILING);
      clock.now += 1_000;
    }
    clock.now -= 1_000;
  };
  return { clock, gate, open, visit, pass, fail, errors, news, healths, changesMade: () => changesMade };
}
