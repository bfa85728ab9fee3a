// How much of the index a change makes anew.

import { describe, expect, test } from "vitest";
import { buildMatchIndex, type Matchable } from "#core/matching/match-index.ts";
import { conditionsOf, NOW, on } from "./flows.ts";

const FLOWS = 2_000;

/** Flows on one metric, each with a shop of its own, and how often one of them was indexed. */
function countedFlows() {
  const counted = { indexed: 0 };
  const flowOf = (shop: number): Matchable => {
    const { groups, matches } = conditionsOf([
      on("Shop", { type: "string", operator: "equals", value: `shop-${shop}` }),
    ]);
    return {
      metric: "Placed Order",
      conditions: {
        get groups() {
          counted.indexed += 1;
          return groups;
        },
        matches,
      },
    };
  };
  return { counted, flowOf, flows: Array.from({ length: FLOWS }, (_, shop) => flowOf(shop)) };
}

const orderIn = (shop: number) => ({ metric: "Placed Order", properties: { Shop: `shop-${shop}` } });

describe("a change of the index", () => {
  test("indexes the flows that are new, and none of the others", () => {
    const { counted, flows, flowOf } = countedFlows();
    const index = buildMatchIndex(flows);
    counted.indexed = 0;
    const [old, fresh] = [flows.slice(5, 7), [flowOf(5), flowOf(6)]];
    const changed = index.change(new Set(old), fresh);
    expect(counted.indexed).toBe(2);
    expect([5, 6, 7].map((shop) => changed.match(orderIn(shop), NOW)[0])).toEqual([...fresh, flows[7]]);
    expect(index.match(orderIn(5), NOW)).toEqual([flows[5]]);
  });

  test("of one flow, as often as there are flows, indexes each of them a few times", () => {
    const { counted, flows, flowOf } = countedFlows();
    let index = buildMatchIndex(flows);
    counted.indexed = 0;
    for (const [shop, flow] of flows.entries()) index = index.change(new Set([flow]), [flowOf(shop)]);
    expect(counted.indexed).toBeLessThan(FLOWS * Math.log2(FLOWS));
    for (const shop of [0, 999, FLOWS - 1]) expect(index.match(orderIn(shop), NOW)).toHaveLength(1);
  });

  test("that takes a metric's flows away and brings none leaves nothing of it", () => {
    const { flows } = countedFlows();
    expect(buildMatchIndex(flows).change(new Set(flows), []).match(orderIn(1), NOW)).toEqual([]);
  });

  test("of more flows than are indexed together finds them in the order in which they were given", () => {
    const flows = Array.from({ length: 40_000 }, (_, id) => ({ id, metric: "Placed Order" }));
    const [first, last] = [
      { id: -1, metric: "Placed Order" },
      { id: 40_000, metric: "Placed Order" },
    ];
    const index = buildMatchIndex([first, ...flows]).change(new Set([first]), [last]);
    expect(index.match(orderIn(1), NOW)).toEqual([...flows, last]);
  });
});
