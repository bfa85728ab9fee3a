// What everything that keeps the limits of targets does.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Place, TargetLimiter } from "#app/targets/target-ports.ts";
import { NOON } from "./delivery-samples.ts";

/** Two workers that keep limits together; one and the same where one process alone does. */
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
  describe(`${name} as a keeper of limits`, () => {
    let opened: OpenTargetLimiter;
    let target: string;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    test.beforeEach(() => {
      target = freshTarget();
    });
    /** The moments that two workers take in turn, in order. */
    const moments = async (count: number, perSecond: number, now = NOON) => {
      const taken: (number | undefined)[] = [];
      for (let index = 0; index < count; index++) {
        taken.push(await opened.limiters[index % 2]?.takeSlot(target, perSecond, now));
      }
      return taken.filter((moment) => moment !== undefined).sort((a, b) => a - b);
    };
    const takePlaces = async (count: number, places: number, when = lease) => {
      const taken: Place[] = [];
      for (let index = 0; index < count; index++) {
        const place = await opened.limiters[index % 2]?.takePlace(target, places, when);
        if (place) taken.push(place);
      }
      return taken;
    };

    test("the first moment is now, and the others follow at the distance of the limit", async () => {
      expect(await moments(4, 5)).toEqual([NOON, NOON + 200, NOON + 400, NOON + 600]);
    });

    test("a limit below one a second has moments further apart", async () => {
      expect(await moments(3, 0.1)).toEqual([NOON, NOON + 10_000, NOON + 20_000]);
    });

    test("moments that have passed are not made up for", async () => {
      await moments(1, 5);
      expect(await moments(2, 5, NOON + 60_000)).toEqual([NOON + 60_000, NOON + 60_200]);
      target = freshTarget();
      await moments(2, 1_000);
      for (const moment of await moments(2, 1_000, NOON + 20)) expect(moment).toBeGreaterThanOrEqual(NOON + 20);
    });

    test("no two get the same moment, also when they ask at once and many moments lie in a second", async () => {
      const asked = Array.from({ length: 6 }, (_, index) => opened.limiters[index % 2]?.takeSlot(target, 1_000, NOON));
      const taken = (await Promise.all(asked)).map((moment) => moment ?? Number.NaN);
      const later = await moments(300, 1_000);
      const all = [...taken, ...later].sort((a, b) => a - b);
      expect(all.every((moment) => moment >= NOON)).toBe(true);
      const gaps = all.slice(1).map((moment, index) => moment - (all[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(0.99);
    });

    test("moments more than a quarter of an hour off are not given", async () => {
      // One in 100 seconds: nine of them lie within the quarter of an hour.
      expect(await moments(12, 0.01)).toEqual(Array.from({ length: 9 }, (_, index) => NOON + index * 100_000));
      expect(await moments(1, 0.01, NOON + 100_001)).toEqual([NOON + 900_000]);
    });

    test("targets do not mix", async () => {
      await moments(1, 0.01);
      await takePlaces(1, 1);
      const other = freshTarget();
      const [limiter] = opened.limiters;
      expect(await limiter.takeSlot(other, 0.01, NOON)).toBe(NOON);
      expect(await limiter.takePlace(other, 1, lease)).toBeDefined();
    });

    test.each([1, 2, 4])("of %i places each is taken once", async (places) => {
      expect(await takePlaces(places + 3, places)).toHaveLength(places);
    });

    test("of many places never more are taken than there are", async () => {
      const taken = await takePlaces(120, 20);
      expect(taken.length).toBeGreaterThanOrEqual(15);
      expect(taken.length).toBeLessThanOrEqual(20);
    });

    test("a place that is given back can be taken again", async () => {
      const [place] = await takePlaces(2, 1);
      await place?.release();
      expect(await takePlaces(2, 1)).toHaveLength(1);
    });

    test("a place whose lease has ended can be taken again, and is then no more its first owner's to give back", async () => {
      const [lost] = await takePlaces(1, 1);
      expect(await takePlaces(1, 1, { now: NOON + 29_999, leaseUntil: NOON + 60_000 })).toHaveLength(0);
      expect(await takePlaces(1, 1, { now: NOON + 30_000, leaseUntil: NOON + 60_000 })).toHaveLength(1);
      await lost?.release();
      expect(await takePlaces(1, 1, { now: NOON + 30_001, leaseUntil: NOON + 60_000 })).toHaveLength(0);
    });

    test("a place that is given back twice is one place", async () => {
      const [place] = await takePlaces(1, 1);
      await place?.release();
      expect(await takePlaces(1, 1)).toHaveLength(1);
      await place?.release();
      expect(await takePlaces(1, 1)).toHaveLength(0);
    });
  });
}
