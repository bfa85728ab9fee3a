// The limits of targets, in the memory of one process.

import type { Lease, Permit, TargetLimiter } from "#app/targets/target-ports.ts";
import { takeSlots } from "#core/delivery/request-slots.ts";

/** Slots and permits of targets, in memory. */
export class MemoryTargetLimiter implements TargetLimiter {
  readonly #nextFree = new Map<string, number>();
  readonly #permits = new Map<string, Set<Lease>>();

  async takeSlot(target: string, perSecond: number, now: number): Promise<number | undefined> {
    const taken = takeSlots(this.#nextFree.get(target), { perSecond, count: 1, now });
    if (taken === undefined) return undefined;
    this.#nextFree.set(target, taken.nextFree);
    return taken.first;
  }

  async takePermit(target: string, permits: number, lease: Lease): Promise<Permit | undefined> {
    const taken = this.#permits.get(target) ?? new Set();
    for (const other of taken) if (other.leaseUntil <= lease.now) taken.delete(other);
    if (taken.size >= permits) return undefined;
    // A copy, so that a caller that takes two permits with the same lease object holds two.
    const own = { ...lease };
    this.#permits.set(target, taken.add(own));
    return {
      release: async () => {
        taken.delete(own);
        if (taken.size === 0 && this.#permits.get(target) === taken) this.#permits.delete(target);
      },
    };
  }
}
