// The contract of every target limiter.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Permit, TargetLimiter } from "#app/targets/target-ports.ts";
import { NOON } from "#support/delivery-samples.ts";

/** Two workers that share limits; the same one twice where a single process keeps them. */
export interface OpenTargetLimiter {
  readonly limiters: readonly [TargetLimiter, TargetLimiter];
  close(): Promise<void>;
}

let made = 0;

/** A target that no other test of this process has. */
function freshTarget(): string {
  made += 1;
  return `https://target-${made}.example:8443`;
}

const lease = { now: NOON, leaseUntil: NOON + 30_000 };

/** Runs the suite against a backend. */
export function targetLimiterContract(name: string, open: () => Promise<OpenTargetLimiter>): void {
  describe(`${name} as a target limiter`, () => {
    let opened: OpenTargetLimiter;
    let target: string;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    test.beforeEach(() => {
      target = freshTarget();
    });
    /** Takes slots by two workers in turn, and returns them in order. */
    const slots = async (count: number, perSecond: number, now = NOON) => {
      const taken: (number | undefined)[] = [];
      for (let index = 0; index < count; index++) {
        taken.push(await opened.limiters[index % 2]?.takeSlot(target, perSecond, now));
      }
      return taken.filter((slot) => slot !== undefined).sort((a, b) => a - b);
    };
    const takePermits = async (count: number, permits: number, when = lease) => {
      const taken: Permit[] = [];
      for (let index = 0; index < count; index++) {
        const permit = await opened.limiters[index % 2]?.takePermit(target, permits, when);
        if (permit) taken.push(permit);
      }
      return taken;
    };

    test("the first slot is now, and the limit sets the interval to the next ones", async () => {
      expect(await slots(4, 5)).toEqual([NOON, NOON + 200, NOON + 400, NOON + 600]);
    });

    test("a limit below one a second has slots further apart", async () => {
      expect(await slots(3, 0.1)).toEqual([NOON, NOON + 10_000, NOON + 20_000]);
    });

    test("slots that passed unused are lost", async () => {
      await slots(1, 5);
      expect(await slots(2, 5, NOON + 60_000)).toEqual([NOON + 60_000, NOON + 60_200]);
      target = freshTarget();
      await slots(2, 1_000);
      for (const slot of await slots(2, 1_000, NOON + 20)) expect(slot).toBeGreaterThanOrEqual(NOON + 20);
    });

    test("no slot is given twice, even to simultaneous requests when a second has many slots", async () => {
      const asked = Array.from({ length: 6 }, (_, index) => opened.limiters[index % 2]?.takeSlot(target, 1_000, NOON));
      const taken = (await Promise.all(asked)).map((slot) => slot ?? Number.NaN);
      const later = await slots(300, 1_000);
      const all = [...taken, ...later].sort((a, b) => a - b);
      expect(all.every((slot) => slot >= NOON)).toBe(true);
      const gaps = all.slice(1).map((slot, index) => slot - (all[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(0.99);
    });

    test("slots more than a quarter of an hour ahead are not given", async () => {
      // One in 100 seconds: nine of them are within the quarter of an hour.
      expect(await slots(12, 0.01)).toEqual(Array.from({ length: 9 }, (_, index) => NOON + index * 100_000));
      expect(await slots(1, 0.01, NOON + 100_001)).toEqual([NOON + 900_000]);
    });

    test("targets are separate", async () => {
      await slots(1, 0.01);
      await takePermits(1, 1);
      const other = freshTarget();
      const [limiter] = opened.limiters;
      expect(await limiter.takeSlot(other, 0.01, NOON)).toBe(NOON);
      expect(await limiter.takePermit(other, 1, lease)).toBeDefined();
    });

    test.each([1, 2, 4])("of %i permits each is taken once", async (permits) => {
      expect(await takePermits(permits + 3, permits)).toHaveLength(permits);
    });

    test("of many permits, never more are taken than the limit allows", async () => {
      const taken = await takePermits(120, 20);
      expect(taken.length).toBeGreaterThanOrEqual(15);
      expect(taken.length).toBeLessThanOrEqual(20);
    });

    test("a released permit can be taken again", async () => {
      const [permit] = await takePermits(2, 1);
      await permit?.release();
      expect(await takePermits(2, 1)).toHaveLength(1);
    });

    test("a permit whose lease has ended can be taken again, and its first owner can no longer release it", async () => {
      const [lost] = await takePermits(1, 1);
      expect(await takePermits(1, 1, { now: NOON + 29_999, leaseUntil: NOON + 60_000 })).toHaveLength(0);
      expect(await takePermits(1, 1, { now: NOON + 30_000, leaseUntil: NOON + 60_000 })).toHaveLength(1);
      await lost?.release();
      expect(await takePermits(1, 1, { now: NOON + 30_001, leaseUntil: NOON + 60_000 })).toHaveLength(0);
    });

    test("releasing a permit twice releases one permit", async () => {
      const [permit] = await takePermits(1, 1);
      await permit?.release();
      expect(await takePermits(1, 1)).toHaveLength(1);
      await permit?.release();
      expect(await takePermits(1, 1)).toHaveLength(0);
    });
  });
}
