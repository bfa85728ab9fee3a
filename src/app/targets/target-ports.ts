// The ports of targets: the health of those that fail, and the permits and slots of those that have limits. One suite of
// contract tests runs against every adapter (test/contracts).

import type { TargetHealth } from "#core/delivery/target-health.ts";

/** The health of a target before a change and after it; undefined: healthy. */
export interface HealthChange {
  readonly before: TargetHealth | undefined;
  readonly after: TargetHealth | undefined;
}

/** A target that fails. */
export interface FailingTarget {
  readonly target: string;
  readonly health: TargetHealth;
}

/** The health of targets that fail. Healthy targets have no row. */
export interface TargetHealths {
  /** Returns the healths that other workers need (`isShared`), at most a second old. */
  failing(): Promise<readonly FailingTarget[]>;
  /**
   * Changes the health of a target atomically by a rule. The rule may be called more than once and must have no effects. A
   * health that the rule returns unchanged is not written. A crash may lose a change.
   */
  change(target: string, rule: (health: TargetHealth | undefined) => TargetHealth | undefined): Promise<HealthChange>;
}

/** A permit under a limit of concurrency. */
export interface Permit {
  /** Releases the permit. A permit that is never released expires with its lease. */
  release(): Promise<void>;
}

/** The limits of targets, shared by all workers. */
export interface TargetLimiter {
  /**
   * Reserves the next free slot for a request to a target, now or later, in milliseconds since 1970. Undefined if the next
   * free slot is more than a quarter of an hour off. A span of time never holds more slots than the limit allows; some may
   * stay unused.
   */
  takeSlot(target: string, perSecond: number, now: number): Promise<number | undefined>;
  /**
   * Takes one of `permits` permits until it is released or `leaseUntil`; undefined if no free one is found. Never more are
   * taken than there are; a free one may be missed.
   */
  takePermit(target: string, permits: number, lease: Lease): Promise<Permit | undefined>;
}

/** The lease of a permit, in milliseconds since 1970. */
export interface Lease {
  readonly now: number;
  readonly leaseUntil: number;
}
