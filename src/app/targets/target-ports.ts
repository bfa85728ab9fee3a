// What keeping track of targets needs from the world: a few facts about those that fail, and permits and slots for those
// that have limits. Each port has one suite of tests that every backend passes (test/contracts/).

import type { TargetHealth } from "#core/delivery/target-health.ts";

/** The health of a target before a change and after it; undefined: healthy. */
export interface HealthChange {
  readonly before: TargetHealth | undefined;
  readonly after: TargetHealth | undefined;
}

/** A target that is not healthy. */
export interface FailingTarget {
  readonly target: string;
  readonly health: TargetHealth;
}

/** What is remembered of targets that fail. Of healthy ones nothing is. */
export interface TargetHealths {
  /** Those that others are to know of (`isShared`), as they were at most a second ago. */
  failing(): Promise<readonly FailingTarget[]>;
  /**
   * Changes the health of a target atomically by a rule, which may be asked more than once and must do nothing else. What
   * it gives back as it was given is not written. A crash may forget a change.
   */
  change(target: string, rule: (health: TargetHealth | undefined) => TargetHealth | undefined): Promise<HealthChange>;
}

/** A permit under a limit of concurrency. */
export interface Permit {
  /** Gives it back. What is never given back comes free when its lease ends. */
  release(): Promise<void>;
}

/** Keeps the limits of targets, for all workers together. */
export interface TargetLimiter {
  /**
   * Takes the next free slot for a request to a target, now or later, in milliseconds since 1970; it belongs to whoever
   * took it. Undefined where the next is more than a quarter of an hour off. Never more slots are given for a span of
   * time than the limit says; some may go to waste.
   */
  takeSlot(target: string, perSecond: number, now: number): Promise<number | undefined>;
  /**
   * Takes one of so many permits, until it is given back or `leaseUntil`; undefined where none is found. Never more are
   * taken than there are; one that is free may be missed.
   */
  takePermit(target: string, permits: number, lease: Lease): Promise<Permit | undefined>;
}

/** For how long a permit is taken, in milliseconds since 1970. */
export interface Lease {
  readonly now: number;
  readonly leaseUntil: number;
}
