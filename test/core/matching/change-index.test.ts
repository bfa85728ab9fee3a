// The part of the index that a change builds again.

import { describe, expect, test } from "vitest";
import { buildMatchIndex, type Matchable } from "#core/matching/match-index.ts";
import { conditionsOf, NOW, on } from "./flows.ts";

const FLOWS = 2_000;

/** Flows on one metric, each with a different shop, and how often each of them was indexed. */
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
  test("indexes only the new flows", () => {
    const { counted, flows, flowOf } = countedFlows();
    const index = buildMatchIndex(flows);
    counted.indexed = 0;
    const [old, fresh] = [flows.slice(5, 7), [flowOf(5), flowOf(6)]];
    const changed = index.change(new Set(old), fresh);
    expect(counted.indexed).toBe(2);
    expect([5, 6, 7].map((shop) => changed.match(orderIn(shop), NOW)[0])).toEqual([...fresh, flows[7]]);
    expect(index.match(orderIn(5), NOW)).toEqual([flows[5]]);
  });

  test("of one flow, repeated for each flow, indexes each of them a few times", () => {
    const { counted, flows, flowOf } = countedFlows();
    let index = buildMatchIndex(flows);
    counted.indexed = 0;
    for (const [shop, flow] of flows.entries()) index = index.change(new Set([flow]), [flowOf(shop)]);
    expect(counted.indexed).toBeLessThan(FLOWS * Math.log2(FLOWS));
    for (const shop of [0, 999, FLOWS - 1]) expect(index.match(orderIn(shop), NOW)).toHaveLength(1);
  });

  test("that removes all flows of a metric removes the metric", () => {
    const { flows } = countedFlows();
    expect(buildMatchIndex(flows).change(new Set(flows), []).match(orderIn(1), NOW)).toEqual([]);
  });

  test("of more flows than fit into a segment finds them in the order in which they were added", () => {
    const flows = Array.from({ length: 40_000 }, (_, id) => ({ id, metric: "Placed Order" }));
    const [first, last] = [
      { id: -1, metric: "Placed Order" },
      { id: 40_000, metric: "Placed Order" },
    ];
    const index = buildMatchIndex([first, ...flows]).change(new Set([first]), [last]);
    expect(index.match(orderIn(1), NOW)).toEqual([...flows, last]);
  });
});
