// Whether an event would start a flow, check by check: what is told when each matches, and when it does not.

import { describe, expect, it } from "vitest";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { anEvent, counted, DAY, flowOf, groups, HOUR, happened, START, send, wait } from "../../core/runs/run-flows.ts";
import { checkOf, checksOf, explained, groupTexts, readOnly } from "./explain-flows.ts";

const ADA = ["email:ada@customer.example"];

function onCheckout(...conditions: readonly object[]) {
  const trigger_filter = { condition_groups: conditions.map((one) => ({ conditions: [one].flat() })) };
  return { triggers: [{ type: "metric", id: "Started Checkout", trigger_filter }] };
}

const tag = (operator: string, value?: string) => {
  return {
    type: "metric-property",
    field: "Tags",
    filter: value ? { type: "list", operator, value } : { type: "existence", operator },
  };
};

/** A past of "Placed Order" at these times, and of one entry into the flow "order". */
async function past(orders: readonly number[], entered?: { at: number; event_id?: string }) {
  const store = new MemoryProfileStore();
  await store.record(orders.map((time) => ({ identifiers: ADA, event: happened("Placed Order", time) })));
  if (entered) {
    const { at: entered_at, event_id = "evt_other" } = entered;
    await store.enter({ flow_id: "order", identifiers: ADA, event_id, entered_at, notAfter: Number.POSITIVE_INFINITY });
  }
  return { profiles: readOnly(store) };
}

describe("an event of another metric", () => {
  it("does not start the flow, and nothing else is looked at", async () => {
    const flow = await explained(flowOf([send("a")], onCheckout(tag("not-set"))), anEvent({ metric: "Placed Order" }));
    expect(flow).toMatchObject({ verdict: "does-not-start", notes: [] });
    expect(flow.checks).toEqual([
      { check: "metric", passes: false, says: 'The flow starts on "Started Checkout", not on "Placed Order".' },
    ]);
    expect(flow.path).toBeUndefined();
  });
});

describe("a plain live flow", () => {
  it("starts", async () => {
    const flow = await explained(flowOf([send("a")]), anEvent());
    expect(flow).toMatchObject({
      flow_id: "order",
      name: "After an order",
      status: "live",
      verdict: "starts",
      notes: [],
    });
    expect(checksOf(flow)).toEqual(["✓ metric", "✓ status", "✓ age", "✓ webhooks"]);
    expect(flow.path?.assumed).toBe(false);
  });
});

describe("a trigger filter", () => {
  const flow = flowOf([send("a")], onCheckout([tag("not-contains", "wholesale"), tag("not-set")], tag("is-set")));
  it.each<[string, object, boolean, string[][]]>([
    [
      "of which each group has a condition that holds",
      { Tags: ["sale"] },
      true,
      [
        ['✓ Tags does not contain "wholesale", saw ["sale"]', '✗ Tags is not set, saw ["sale"]'],
        ['✓ Tags is set, saw ["sale"]'],
      ],
    ],
    [
      "of which one group does not hold",
      {},
      false,
      [
        [
          '✗ Tags does not contain "wholesale", saw not set (not set: neither this nor its opposite holds)',
          "✓ Tags is not set, saw not set",
        ],
        ["✗ Tags is set, saw not set"],
      ],
    ],
    [
      "of a value of the wrong kind",
      { Tags: "sale" },
      false,
      [
        [
          '✗ Tags does not contain "wholesale", saw "sale" (not a list: neither this nor its opposite holds)',
          '✗ Tags is not set, saw "sale"',
        ],
        ['✓ Tags is set, saw "sale"'],
      ],
    ],
  ])("%s is told condition by condition", async (_, properties, passes, texts) => {
    const one = await explained(flow, anEvent({ properties: { ...properties } }));
    expect(checkOf(one, "trigger-filter")).toMatchObject({ passes });
    expect(groupTexts(checkOf(one, "trigger-filter")?.groups)).toEqual(texts);
    expect(one.verdict).toBe(passes ? "starts" : "does-not-start");
  });

  it("holds where each of its groups does, and a group where one of its conditions does", async () => {
    const holdsOf = async (properties: object) => {
      const check = checkOf(await explained(flow, anEvent({ properties: { ...properties } })), "trigger-filter");
      return [check?.passes, check?.groups?.map(({ holds }) => holds)];
    };
    expect(await holdsOf({ Tags: ["sale"] })).toEqual([true, [true, true]]);
    expect(await holdsOf({})).toEqual([false, [true, false]]);
    expect(await holdsOf({ Tags: ["wholesale"] })).toEqual([false, [false, true]]);
  });

  it("of a list is on every field that may name the list", async () => {
    const list = flowOf([send("a")], { triggers: [{ type: "list", id: "Newsletter" }] });
    const joined = anEvent({ metric: "Subscribed to List", properties: { List: { id: "Newsletter" } } });
    const [texts = []] = groupTexts(checkOf(await explained(list, joined), "trigger-filter")?.groups);
    expect(texts.filter((text) => text.startsWith("✓"))).toEqual(['✓ List.id equals "Newsletter", saw "Newsletter"']);
    expect(texts.length).toBeGreaterThan(5);
  });
});

describe("a status", () => {
  it.each<[string, string, string]>([
    ["live", "starts", "✓ status"],
    ["manual", "starts", "✓ status"],
    ["draft", "would-start-if-live", "✗ status"],
    ["disabled", "would-start-if-live", "✗ status"],
  ])("%s: the flow %s", async (status, verdict, text) => {
    const flow = await explained(flowOf([send("a")], {}, { status }), anEvent());
    expect(flow.verdict).toBe(verdict);
    expect(checksOf(flow)).toContain(text);
    expect(flow.path?.assumed).toBe(verdict !== "starts");
  });

  it("of draft is not what keeps an event away that matches nothing", async () => {
    const flow = await explained(flowOf([send("a")], onCheckout(tag("is-set")), { status: "draft" }), anEvent());
    expect([flow.verdict, flow.path]).toEqual(["does-not-start", undefined]);
    expect(checksOf(flow)).toEqual(["✓ metric", "✗ trigger-filter", "✗ status", "✓ age", "✓ webhooks"]);
  });

  it("of a draft that counts: what it counts is recorded only when it goes live", async () => {
    const condition = counted("Placed Order", "equals", 0, { operator: "alltime" });
    const live = flowOf([send("a")], { profile_filter: groups(condition) });
    const draft = flowOf([send("a")], { profile_filter: groups(condition) }, { status: "draft" });
    expect((await explained(live, anEvent(), await past([]))).notes).toEqual([]);
    expect((await explained(draft, anEvent(), await past([]))).notes).toEqual([expect.stringContaining("goes live")]);
  });
});

describe("what keeps an event from starting anything", () => {
  it("is that it says backfill", async () => {
    const flow = await explained(flowOf([send("a")]), anEvent({ backfill: true }));
    expect([flow.verdict, checkOf(flow, "backfill")?.passes]).toEqual(["does-not-start", false]);
  });

  it("is that no webhook is live", async () => {
    const flow = await explained(flowOf([send("a", "b", "draft"), send("b", undefined, "disabled")]), anEvent());
    expect([flow.verdict, checkOf(flow, "webhooks")?.passes]).toEqual(["does-not-start", false]);
  });

  const LIMIT = (text: string) => `the limit is ${text}, the longer of 4 hours and the flow's first delay.`;
  it.each<[number, number, boolean, string]>([
    [4 * HOUR, 0, true, `The event was 4 hours old when it was received; ${LIMIT("4 hours")}`],
    [4 * HOUR + 1_000, 0, false, `The event was 4 hours 1 second old when it was received; ${LIMIT("4 hours")}`],
    [4 * HOUR + 1, 0, false, `The event was 4 hours old when it was received; ${LIMIT("4 hours")}`],
    [30 * HOUR, 31, true, `The event was 1 day 6 hours old when it was received; ${LIMIT("1 day 7 hours")}`],
    [32 * HOUR, 31, false, `The event was 1 day 8 hours old when it was received; ${LIMIT("1 day 7 hours")}`],
    [-HOUR, 0, true, `The event was 0 seconds old when it was received; ${LIMIT("4 hours")}`],
  ])("is its age: %d ms with a first delay of %d hours: %j", async (age, hours, passes, says) => {
    const flow = flowOf(hours === 0 ? [send("a")] : [wait("w", hours, "a"), send("a")]);
    const one = await explained(flow, anEvent({ received_at: START + age }));
    const check = checkOf(one, "age");
    expect([one.verdict, check?.passes]).toEqual([passes ? "starts" : "does-not-start", passes]);
    expect(check?.says).toBe(says);
  });
});

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

  it("counts the event itself, as it does when it comes: recorded once, though it is in the store already", async () => {
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

  it("counts a copy of an event as the event was when it first came", async () => {
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

  it("says that nothing is known of the past where nothing is", async () => {
    const one = await explained(flow, anEvent());
    expect(one.notes).toEqual([expect.stringContaining("nothing is known here")]);
    expect((await explained(flowOf([send("a")]), anEvent())).notes).toEqual([]);
    const once = flowOf([send("a")], { reentry_criteria: { unit: "alltime", duration: 0 } });
    expect((await explained(once, anEvent())).notes).toHaveLength(1);
  });
});

describe("re-entry", () => {
  const flow = (unit: string, duration: number) => flowOf([send("a")], { reentry_criteria: { unit, duration } });
  const AGAIN = "and may enter again 7 days later, from";
  it.each<[string, string, number, { at: number; event_id?: string } | undefined, boolean | undefined, string]>([
    ["always", "week", 0, { at: START - 1 }, undefined, ""],
    [
      "for the first time",
      "week",
      1,
      undefined,
      true,
      "The profile has not been in this flow, as far as is remembered.",
    ],
    ["for the first and only time", "alltime", 0, undefined, true, "The profile has not been in this flow."],
    [
      "within the period",
      "week",
      1,
      { at: START - 7 * DAY + 1_000 },
      false,
      `The profile entered at 2026-02-23T09:00:01Z ${AGAIN} 2026-03-02T09:00:01Z on.`,
    ],
    [
      "at the end of the period",
      "week",
      1,
      { at: START - 7 * DAY },
      true,
      `The profile entered at 2026-02-23T09:00:00Z ${AGAIN} 2026-03-02T09:00:00Z on.`,
    ],
    [
      "never again",
      "alltime",
      0,
      { at: START - 700 * DAY },
      false,
      "The profile entered at 2024-04-01T09:00:00Z, and a profile enters this flow once.",
    ],
    [
      "of an older event than the last that entered",
      "week",
      1,
      { at: START + DAY },
      false,
      `The profile entered at 2026-03-03T09:00:00Z ${AGAIN} 2026-03-10T09:00:00Z on.`,
    ],
    [
      "of the event that entered",
      "alltime",
      0,
      { at: START, event_id: anEvent().id },
      true,
      "This very event has entered the flow already; a copy of it changes nothing.",
    ],
  ])("%s", async (_, unit, duration, entered, passes, says) => {
    const one = await explained(flow(unit, duration), anEvent(), await past([], entered));
    const check = checkOf(one, "re-entry");
    expect(check?.passes).toBe(passes);
    if (passes !== undefined) expect(check?.says).toBe(says);
    expect(one.verdict).toBe(passes === false ? "does-not-start" : "starts");
  });

  it("of the event that entered before the last one is that of a copy as well", async () => {
    const store = new MemoryProfileStore();
    for (const [event_id, at] of [
      ["evt_checkout", START],
      ["evt_later", START + 8 * DAY],
    ] as const) {
      await store.enter({ flow_id: "order", identifiers: ADA, event_id, entered_at: at, notAfter: at - 7 * DAY });
    }
    const copy = await explained(flow("week", 1), anEvent(), { profiles: readOnly(store) });
    const other = await explained(flow("week", 1), anEvent({ id: "evt_new" }), { profiles: readOnly(store) });
    expect([copy.verdict, other.verdict]).toEqual(["starts", "does-not-start"]);
  });
});
