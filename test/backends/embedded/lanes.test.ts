import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lanes } from "#backends/embedded/lanes.ts";

/** Lets a lane take all permits that it may have. */
function fill(lanes: Lanes, lane: string): number {
  while (lanes.roomFor(lane) > 0) lanes.enter(lane);
  return lanes.activeOf(lane);
}

/** This many lanes that take all permits they may have, after each has returned its permits many times. */
function turnedOver(greedy: number) {
  const lanes = new Lanes(512);
  const names = Array.from({ length: greedy }, (_, index) => `slow-${index}`);
  for (const name of names) fill(lanes, name);
  for (let turn = 0; turn < 20_000; turn++) {
    const name = names[turn % greedy] ?? "";
    if (lanes.activeOf(name) > 0) lanes.leave(name);
    for (const other of names.filter((one) => lanes.roomFor(one) > 0)) if (lanes.roomFor(other) > 0) lanes.enter(other);
  }
  return { lanes, names };
}

describe("of 512 permits", () => {
  it("one lane alone receives almost half", () => {
    expect(fill(new Lanes(512), "slow")).toBe(224);
  });

  it.each([
    [1, 112],
    [3, 28],
    [10, 3],
    [20, 2],
    [40, 1],
  ])("next to %i greedy lanes that filled up one after the other, a lane receives %i permits", (greedy, its) => {
    const lanes = new Lanes(512);
    for (let index = 0; index < greedy; index++) fill(lanes, `slow-${index}`);
    expect(fill(lanes, "healthy")).toBe(its);
  });

  it.each([
    [1, 224],
    [3, 112],
    [50, 8],
  ])("%i greedy lanes share returned permits: %i each", (greedy, each) => {
    const { lanes, names } = turnedOver(greedy);
    for (const name of names) expect(Math.abs(lanes.activeOf(name) - each)).toBeLessThanOrEqual(1);
  });

  it("a lane receives no more permits than its own limit", () => {
    const lanes = new Lanes(512, (lane) => (lane === "limited" ? 3 : undefined));
    expect([fill(lanes, "limited"), fill(lanes, "other")]).toEqual([3, 223]);
    expect(lanes.roomFor("limited")).toBe(0);
    lanes.leave("limited");
    expect(lanes.roomFor("limited")).toBe(1);
  });
});

it("the only permit goes to the first lane that asks", () => {
  const lanes = new Lanes(1);
  expect(lanes.roomFor("one")).toBe(1);
  lanes.enter("one");
  expect([lanes.roomFor("one"), lanes.roomFor("other")]).toEqual([0, 0]);
  lanes.leave("one");
  expect(lanes.roomFor("other")).toBe(1);
});

const LANES = ["a", "b", "c", "d", "e"];

/** Takes all permits that a lane may have, or returns one of its permits. */
function move(lanes: Lanes, lane: string, enters: boolean): void {
  const room = lanes.roomFor(lane);
  if (enters && room > 0) {
    for (let taken = 0; taken < room; taken++) lanes.enter(lane);
    expect(lanes.roomFor(lane)).toBe(0);
  } else if (!enters && lanes.activeOf(lane) > 0) lanes.leave(lane);
}

it("no permit is given twice, for any order of lanes that enter and leave", () => {
  const moves = fc.array(fc.tuple(fc.constantFrom(...LANES), fc.boolean()), { maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), moves, (permits, all) => {
      const lanes = new Lanes(permits);
      for (const [lane, enters] of all) {
        move(lanes, lane, enters);
        const taken = LANES.reduce((sum, one) => sum + lanes.activeOf(one), 0);
        expect(taken).toBeLessThanOrEqual(permits);
      }
      for (const lane of LANES) while (lanes.activeOf(lane) > 0) lanes.leave(lane);
      expect(lanes.roomFor("new")).toBe(new Lanes(permits).roomFor("new"));
    }),
  );
});
