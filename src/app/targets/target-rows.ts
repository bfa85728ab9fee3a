// What this process has seen of targets, one visit after the other, and when others are told of it. Successes of healthy
// targets are told to nobody; failures at most once a second each target, so that a target that fails a thousand times a
// second costs one write in that time.

import type { TargetEvidence } from "#core/delivery/target-evidence.ts";
import {
  afterFailedProbe,
  afterFailures,
  afterIdleProbe,
  beginProbe,
  type Failures,
} from "#core/delivery/target-health.ts";
import type { Now } from "../ports.ts";
import type { FailingTargets } from "./failing-targets.ts";

/** How often failures of one target are told, in milliseconds. */
const TELL_EVERY_MS = 1_000;

/** Failures in a row, as far as they are not told yet. */
interface Row {
  count: number;
  firstAt: number;
  /** When failures were last told; they were then, and a success must be as well. */
  toldAt?: number;
}

/** The rows of failures that this process sees. */
export class TargetRows {
  readonly #failing: FailingTargets;
  readonly #now: Now;
  readonly #rows = new Map<string, Row>();

  constructor(failing: FailingTargets, now: Now) {
    this.#failing = failing;
    this.#now = now;
  }

  /** Whether this visit is the one that shows whether a target is back. */
  async beginProbe(target: string): Promise<boolean> {
    let mine = false;
    await this.#failing.change(target, (health) => {
      const probing = beginProbe(health, this.#now());
      mine = probing !== undefined;
      return probing ?? health;
    });
    return mine;
  }

  /** Takes what a visit showed into account. */
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
    const row = this.#rows.get(target);
    this.#rows.delete(target);
    const told = row?.toldAt !== undefined || this.#failing.has(target);
    if (isProbe || told) await this.#failing.change(target, () => undefined);
  }

  async #probeFailed(target: string, reason: Failures["reason"]): Promise<void> {
    this.#rows.delete(target);
    const at = this.#now();
    const failures = { count: 1, firstAt: at, lastAt: at, reason };
    await this.#failing.change(target, (health) => afterFailedProbe(health, failures));
  }

  async #failed(target: string, reason: Failures["reason"]): Promise<void> {
    const lastAt = this.#now();
    const row = this.#rows.get(target) ?? { count: 0, firstAt: lastAt };
    this.#rows.set(target, row);
    if (row.count === 0) row.firstAt = lastAt;
    row.count += 1;
    if (row.toldAt !== undefined && lastAt - row.toldAt < TELL_EVERY_MS) return;
    const failures = { count: row.count, firstAt: row.firstAt, lastAt, reason };
    row.toldAt = lastAt;
    row.count = 0;
    await this.#failing.change(target, (health) => afterFailures(health, failures));
  }
}
