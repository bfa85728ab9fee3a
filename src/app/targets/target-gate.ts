// The gate of a target, which a delivery enters before it is claimed: the target's circuit must be closed and its limits
// must leave room. The delivery reports its result when it leaves. A delivery that may not enter gets a time to wait until;
// its attempt is unspent.

import { isSlotUsable } from "#core/delivery/request-slots.ts";
import { holdUntil, passage, type TargetEvidence, type TargetHealth } from "#core/delivery/target-health.ts";
import { type HostLimits, hostOf } from "#core/flow/host-limits.ts";
import { strictest, type TargetLimits } from "#core/flow/target-limits.ts";
import { MINUTE_MS } from "#core/time.ts";
import type { Now, Random } from "../ports.ts";
import { FailingTargets, type FailingTargetsOptions } from "./failing-targets.ts";
import { FailureStreaks } from "./failure-streaks.ts";
import type { Permit, TargetLimiter } from "./target-ports.ts";

/** Why a delivery waits for its target. */
type WaitReason = "target-failing" | "target-limited";

/** The result of asking to enter. */
export type Entry =
  | {
      readonly type: "entered";
      /** Ends the visit with its result. Never rejects. */
      leave(evidence: TargetEvidence): Promise<void>;
    }
  | {
      readonly type: "wait";
      readonly reason: WaitReason;
      /** In milliseconds since 1970. */
      readonly until: number;
      /** The slot that is reserved for this delivery's request. */
      readonly slot?: number;
    };

/** A delivery that asks to enter. */
export interface Visit {
  readonly target: string;
  /** The limits that flows declare for the target. */
  readonly limits: TargetLimits | undefined;
  /** How many times it has waited before. */
  readonly waited: number;
  /** The slot that it reserved when it waited. */
  readonly slot: number | undefined;
}

/** Decides whether a delivery may be sent to its target now. */
export interface TargetGate {
  enter(visit: Visit): Promise<Entry>;
}

/** The ports of the gate. */
interface TargetGateOptions extends FailingTargetsOptions {
  readonly limiter: TargetLimiter;
  readonly random: Random;
  /** The limits of hosts from the organization's settings. */
  readonly hostLimits: HostLimits;
  readonly now: Now;
}

/** The longest visit, in milliseconds: as long as the claim of an attempt. */
const VISIT_MS = 30_000;

/** How long a delivery waits for a permit, the first time and at most, in milliseconds. */
const FIRST_PERMIT_WAIT_MS = 1_000;
const LONGEST_PERMIT_WAIT_MS = 60_000;

/** How long a delivery waits if all slots of a quarter of an hour are taken. */
const NO_SLOT_WAIT_MS = 10 * MINUTE_MS;
const NO_SLOT_SPREAD_MS = 5 * MINUTE_MS;

/** A gate that every delivery passes, for flow tests, in which no request leaves the process. */
export const OPEN_GATE: TargetGate = {
  enter: async () => ({ type: "entered", leave: async () => {} }),
};

/** The gate of all targets. */
export class GuardedGate implements TargetGate {
  readonly #options: TargetGateOptions;
  readonly #failing: FailingTargets;
  readonly #streaks: FailureStreaks;
  /** The concurrency limit of each target that has one. */
  readonly #concurrency = new Map<string, number>();

  constructor(options: TargetGateOptions) {
    this.#options = options;
    this.#failing = new FailingTargets(options);
    this.#streaks = new FailureStreaks(this.#failing, options.now);
  }

  async enter(visit: Visit): Promise<Entry> {
    const { target } = visit;
    const health = await this.#failing.of(target);
    const way = passage(health, this.#options.now());
    if (way === "wait") return this.#waitForProbe(health);
    const limits = this.#limitsOf(visit);
    const wait = await this.#takeSlot(visit, limits);
    if (wait) return wait;
    const permit = await this.#takePermit(visit, limits);
    if (permit && "type" in permit) return permit;
    if (way === "probe" && !(await this.#streaks.beginProbe(target))) {
      await this.#release(permit);
      return this.#waitForProbe(await this.#failing.of(target));
    }
    return {
      type: "entered",
      leave: async (evidence) => {
        await this.#release(permit);
        await this.#streaks.learn(target, evidence, way === "probe");
      },
    };
  }

  /** Drops the cache, because another worker or a person has changed a target's health. */
  lookAgain(): void {
    this.#failing.expire();
  }

  /** Returns the concurrency limit of a target, as of the last delivery that asked to enter. */
  concurrencyOf(target: string): number | undefined {
    return this.#concurrency.get(target);
  }

  #limitsOf({ target, limits }: Visit): TargetLimits | undefined {
    const all = strictest([limits, this.#options.hostLimits[hostOf(target)]]);
    if (all?.concurrency !== undefined) this.#concurrency.set(target, all.concurrency);
    else this.#concurrency.delete(target);
    return all;
  }

  /** Reserves a slot; undefined if a request may be made now. */
  async #takeSlot(visit: Visit, limits: TargetLimits | undefined): Promise<Entry | undefined> {
    const perSecond = limits?.requests_per_second;
    const { limiter, now, random, onError } = this.#options;
    if (perSecond === undefined) return undefined;
    if (visit.slot !== undefined && isSlotUsable(visit.slot, now())) return undefined;
    try {
      const slot = await limiter.takeSlot(visit.target, perSecond, now());
      if (slot !== undefined && slot <= now()) return undefined;
      const taken = slot === undefined ? {} : { slot: Math.ceil(slot) };
      const until = taken.slot ?? now() + NO_SLOT_WAIT_MS + Math.floor(random() * NO_SLOT_SPREAD_MS);
      return { type: "wait", reason: "target-limited", until, ...taken };
    } catch (error) {
      onError(error);
      return this.#waitForRoom(visit);
    }
  }

  /** Takes a permit if the target has a concurrency limit. Returns a wait if all permits are taken. */
  async #takePermit(visit: Visit, limits: TargetLimits | undefined): Promise<Permit | Entry | undefined> {
    const { limiter, now, onError } = this.#options;
    if (limits?.concurrency === undefined) return undefined;
    try {
      const lease = { now: now(), leaseUntil: now() + VISIT_MS };
      const permit = await limiter.takePermit(visit.target, limits.concurrency, lease);
      return permit ?? this.#waitForRoom(visit);
    } catch (error) {
      onError(error);
      return this.#waitForRoom(visit);
    }
  }

  async #release(permit: Permit | undefined): Promise<void> {
    await permit?.release().catch(this.#options.onError);
  }

  #waitForProbe(health: TargetHealth | undefined): Entry {
    const { now, random } = this.#options;
    const until = health?.circuit ? holdUntil(health.circuit, now(), random()) : now();
    return { type: "wait", reason: "target-failing", until };
  }

  /** The wait grows each time, because many deliveries compete for a permit. */
  #waitForRoom({ waited }: Visit): Entry {
    const { now, random } = this.#options;
    const most = Math.min(FIRST_PERMIT_WAIT_MS * 2 ** Math.min(waited, 16), LONGEST_PERMIT_WAIT_MS);
    return { type: "wait", reason: "target-limited", until: now() + Math.ceil((most * (1 + random())) / 2) };
  }
}
