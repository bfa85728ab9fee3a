import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSlotUsable, SLOT_HORIZON_MS, takeSlots } from "#core/delivery/request-slots.ts";

const NOW = 1_800_000_000_000;

describe("the next slot", () => {
  it.each<[string, number | undefined, number]>([
    ["of a target that was sent nothing yet", undefined, NOW],
    ["of one whose moments have all passed", NOW - 1, NOW],
    ["of one whose moments are taken until now", NOW, NOW],
    ["of one whose moments are taken", NOW + 700, NOW + 700],
  ])("%s is free or in the future", (_title, nextFree, first) => {
    expect(takeSlots(nextFree, { perSecond: 5, count: 1, now: NOW })).toEqual({ first, nextFree: first + 200 });
  });

  it("is one in 100 seconds at the lowest limit", () => {
    expect(takeSlots(NOW, { perSecond: 0.01, count: 1, now: NOW })?.nextFree).toBe(NOW + 100_000);
  });

  it("is not reserved if it is a quarter of an hour ahead", () => {
    const asked = { perSecond: 5, count: 1, now: NOW };
    expect(takeSlots(NOW + SLOT_HORIZON_MS - 1, asked)?.first).toBe(NOW + SLOT_HORIZON_MS - 1);
    expect(takeSlots(NOW + SLOT_HORIZON_MS, asked)).toBeUndefined();
  });
});

/** The slots of reservations, each made some time after the one before. */
function momentsOf(takings: readonly { later: number; count: number }[], perSecond: number): number[] {
  let now = NOW;
  let nextFree: number | undefined;
  return takings.flatMap(({ later, count }) => {
    now += later;
    const slots = takeSlots(nextFree, { perSecond, count, now });
    if (slots === undefined) return [];
    nextFree = slots.nextFree;
    return Array.from({ length: count }, (_, index) => slots.first + (index * 1_000) / perSecond);
  });
}

describe("slots", () => {
  it("never exceed the limit in any span of time, in any order of reservations", () => {
    const takings = fc.array(fc.record({ later: fc.nat(3_000), count: fc.integer({ min: 1, max: 20 }) }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(takings, fc.double({ min: 0.5, max: 200, noNaN: true }), (taken, perSecond) => {
        const moments = momentsOf(taken, perSecond);
        const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
        expect(gaps.every((gap) => gap > 1_000 / perSecond - 0.01)).toBe(true);
      }),
    );
  });
});

describe("a reserved slot", () => {
  it.each([
    [NOW, true],
    [NOW - 5_000, true],
    [NOW - 5_001, false],
    [NOW + 1, false],
  ])("for %i may be used now: %s", (slot, usable) => {
    expect(isSlotUsable(slot, NOW)).toBe(usable);
  });
});
