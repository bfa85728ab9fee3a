// The profile filter at entry, evaluated with the stored profile and its history.

import { describe, expect, it } from "vitest";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { ADA, checkOf, explained, groupTexts, past, readOnly } from "#support/explained.ts";
import { counted, flowOf, groups, send } from "#support/flow-files.ts";
import { anEvent, DAY, happened, START } from "#support/run-samples.ts";

describe("a profile filter", () => {
  const noOrder = counted("Placed Order", "equals", 0, { operator: "in-the-last", unit: "day", quantity: 30 });
  const gold = {
    type: "profile-property",
    property: "properties['Tier']",
    filter: { type: "string", operator: "equals", value: "gold" },
  };
  const flow = flowOf([send("a")], { profile_filter: groups(noOrder, gold) });

  it.each<[number[], string | undefined, boolean, string[]]>([
    [
      [],
      undefined,
      true,
      [
        "✓ Placed Order count equals 0 in the last 30 days, saw 0",
        "✗ profile properties['Tier'] equals \"gold\", saw not set",
      ],
    ],
    [
      [START - DAY, START - 2 * DAY, START - 60 * DAY],
      "silver",
      false,
      [
        "✗ Placed Order count equals 0 in the last 30 days, saw 2",
        '✗ profile properties[\'Tier\'] equals "gold", saw "silver"',
      ],
    ],
    [
      [START - DAY],
      "gold",
      true,
      [
        "✗ Placed Order count equals 0 in the last 30 days, saw 1",
        '✓ profile properties[\'Tier\'] equals "gold", saw "gold"',
      ],
    ],
  ])("after orders at %j, for a profile of tier %j, passes: %j", async (orders, tier, passes, texts) => {
    const profile = { email: "ada@customer.example", ...(tier ? { properties: { Tier: tier } } : {}) };
    const one = await explained(flow, anEvent({ profile }), await past(orders));
    expect([one.verdict, groupTexts(checkOf(one, "profile-filter")?.groups)]).toEqual([
      passes ? "starts" : "does-not-start",
      [texts],
    ]);
  });

  it("counts the event itself, as on its arrival: once, even if it is stored already", async () => {
    const again = counted("Started Checkout", "equals", 1, { operator: "alltime" });
    const counting = flowOf([send("a")], { profile_filter: groups(again) });
    const store = new MemoryProfileStore();
    const first = await explained(counting, anEvent(), { profiles: readOnly(store) });
    await store.record([{ identifiers: ADA, event: happened("Started Checkout", START, { event_id: anEvent().id }) }]);
    const second = await explained(counting, anEvent(), { profiles: readOnly(store) });
    for (const one of [first, second]) {
      const [texts] = groupTexts(checkOf(one, "profile-filter")?.groups);
      expect(texts).toEqual(["✓ Started Checkout count equals 1 of all time, saw 1"]);
    }
  });

  it("counts a copy of an event with the data of the first copy", async () => {
    const brand = { property: "Brand", filter: { type: "string", operator: "equals", value: "Oak" } };
    const oak = counted("Started Checkout", "equals", 1, { operator: "alltime" }, { metric_filters: [brand] });
    const store = new MemoryProfileStore();
    const known = { event_id: anEvent().id, properties: { Brand: "Oak" } };
    await store.record([{ identifiers: ADA, event: happened("Started Checkout", START, known) }]);
    const counting = flowOf([send("a")], { profile_filter: groups(oak) });
    const copy = anEvent({ properties: { Brand: "Pine" } });
    expect((await explained(counting, copy, { profiles: readOnly(store) })).verdict).toBe("starts");
    expect((await explained(counting, copy)).verdict).toBe("does-not-start");
  });

  it("reports an unknown history if no store is given", async () => {
    const one = await explained(flow, anEvent());
    expect(one.notes).toEqual([expect.stringContaining("unknown here")]);
    expect((await explained(flowOf([send("a")]), anEvent())).notes).toEqual([]);
    const once = flowOf([send("a")], { reentry_criteria: { unit: "alltime", duration: 0 } });
    expect((await explained(once, anEvent())).notes).toHaveLength(1);
  });
});
