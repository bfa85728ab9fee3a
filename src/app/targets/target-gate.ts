// Before a delivery is claimed it asks here whether its target may be sent to now: the circuit of the target must let it
// pass, and its limits must leave room. Afterwards it tells what it saw. A delivery that may not pass is told until when
// to wait; its attempt is unspent.

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
export type WaitReason = "target-failing" | "target-limited";

/** Whether a delivery may pass. */
export type Entry =
  | {
      readonly type: "entered";
      /** Ends the visit with what it showed. Never rejects. */
      leave(evidence: TargetEvidence): Promise<void>;
    }
  | {
      readonly type: "wait";
      readonly reason: WaitReason;
      /** In milliseconds since 1970. */
      readonly until: number;
      /** The slot for a request that belongs to this delivery. */
      readonly slot?: number;
    };

/** Who wants to pass. */
export interface Visit {
  readonly target: string;
  /** The limits that flows declare for the target. */
  readonly limits: TargetLimits | undefined;
  /** How often it has waited before. */
  readonly waited: number;
  /** The slot that it was given when it waited. */
  readonly slot: number | undefined;
}

/** Where deliveries ask. */
export interface TargetGate {
  enter(visit: Visit): Promise<Entry>;
}

/** What the gate needs. */
export interface TargetGateOptions extends FailingTargetsOptions {
  readonly limiter: TargetLimiter;
  readonly random: Random;
  /** The limits of hosts that the organization's settings say. */
  readonly hostLimits: HostLimits;
  readonly now: Now;
}

/** How long a visit lasts at most, in milliseconds: as long as the claim of an attempt. */
const VISIT_MS = 30_000;

/** How long a delivery waits that finds no permit, the first time and at most, in milliseconds. */
const FIRST_PERMIT_WAIT_MS = 1_000;
const LONGEST_PERMIT_WAIT_MS = 60_000;

/** How long it waits that finds all slots taken for a quarter of an hour: until about then. */
const NO_SLOT_WAIT_MS = 10 * MINUTE_MS;
const NO_SLOT_SPREAD_MS = 5 * MINUTE_MS;

/** A gate that everyone passes: where nothing is sent, such as in a flow test. */
export const OPEN_GATE: TargetGate = {
  enter: async () => ({ type: "entered", leave: async () => {} }),
};

/** The gate before all targets. */
export class GuardedGate implements TargetGate {
  readonly #options: TargetGateOptions;
  readonly #failing: FailingTargets;
  readonly #streaks: FailureStreaks;
  /** Of targets that have a limit of concurrency, that. */
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

  /** Someone else changed what is known of targets: it is read anew for the next visit. */
  lookAgain(): void {
    this.#failing.expire();
  }

  /** The limit of concurrency of a target, as it was when last somebody asked to pass. */
  concurrencyOf(target: string): number | undefined {
    return this.#concurrency.get(target);
  }

  #limitsOf({ target, limits }: Visit): TargetLimits | undefined {
    const all = strictest([limits, this.#options.hostLimits[hostOf(target)]]);
    if (all?.concurrency !== undefined) this.#concurrency.set(target, all.concurrency);
    else this.#concurrency.delete(target);
    return all;
  }

  /** Undefined where a request may be made now, as far as requests a second go. */
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

  /** A permit, where the target has a limit of concurrency; or that the delivery waits for one. */
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

  /** Longer each time, since a permit that was not free is wanted by many. */
  #waitForRoom({ waited }: Visit): Entry {
    const { now, random } = this.#options;
    const most = Math.min(FIRST_PERMIT_WAIT_MS * 2 ** Math.min(waited, 16), LONGEST_PERMIT_WAIT_MS);
    return { type: "wait", reason: "target-limited", until: now() + Math.ceil((most * (1 + random())) / 2) };
  }
}
