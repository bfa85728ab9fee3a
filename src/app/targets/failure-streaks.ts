// Counts consecutive failures of targets in this process, and shares them with other workers. Successes of healthy targets
// are not shared. Failures are shared at most once a second for each target, so a target that fails a thousand times a
// second costs one write a second.

import {
  afterFailedProbe,
  afterFailures,
  afterIdleProbe,
  beginProbe,
  type Failures,
  type TargetEvidence,
} from "#core/delivery/target-health.ts";
import type { Now } from "../ports.ts";
import type { FailingTargets } from "./failing-targets.ts";

/** How often the failures of one target are shared, in milliseconds. */
const SHARE_EVERY_MS = 1_000;

/** Consecutive failures that were not shared yet. */
interface FailureStreak {
  count: number;
  firstAt: number;
  /** When failures were last shared. A success must then be shared as well. */
  sharedAt?: number;
}

export class FailureStreaks {
  readonly #failing: FailingTargets;
  readonly #now: Now;
  readonly #streaks = new Map<string, FailureStreak>();

  constructor(failing: FailingTargets, now: Now) {
    this.#failing = failing;
    this.#now = now;
  }

  /** Begins a probe. Returns whether this visit is the probe. */
  async beginProbe(target: string): Promise<boolean> {
    let mine = false;
    await this.#failing.change(target, (health) => {
      const probing = beginProbe(health, this.#now());
      mine = probing !== undefined;
      return probing ?? health;
    });
    return mine;
  }

  /** Counts the result of a visit. */
  async learn(target: string, evidence: TargetEvidence, isProbe: boolean): Promise<void> {
    switch (evidence.type) {
      case "alive":
        return this.#succeeded(target, isProbe);
      case "failing":
        return isProbe ? this.#probeFailed(target, evidence.reason) : this.#failed(target, evidence.reason);
      case "none":
        if (isProbe) await this.#failing.change(target, afterIdleProbe);
    }
  }

  async #succeeded(target: string, isProbe: boolean): Promise<void> {
    const streak = this.#streaks.get(target);
    this.#streaks.delete(target);
    const shared = streak?.sharedAt !== undefined || this.#failing.has(target);
    if (isProbe || shared) await this.#failing.change(target, () => undefined);
  }

  async #probeFailed(target: string, reason: Failures["reason"]): Promise<void> {
    this.#streaks.delete(target);
    const at = this.#now();
    const failures = { count: 1, firstAt: at, lastAt: at, reason };
    await this.#failing.change(target, (health) => afterFailedProbe(health, failures));
  }

  async #failed(target: string, reason: Failures["reason"]): Promise<void> {
    const lastAt = this.#now();
    const streak = this.#streaks.get(target) ?? { count: 0, firstAt: lastAt };
    this.#streaks.set(target, streak);
    if (streak.count === 0) streak.firstAt = lastAt;
    streak.count += 1;
    if (streak.sharedAt !== undefined && lastAt - streak.sharedAt < SHARE_EVERY_MS) return;
    const failures = { count: streak.count, firstAt: streak.firstAt, lastAt, reason };
    streak.sharedAt = lastAt;
    streak.count = 0;
    await this.#failing.change(target, (health) => afterFailures(health, failures));
  }
}
