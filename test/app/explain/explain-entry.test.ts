// Whether an event would start a flow, check by check: the explanation of each check that passes or fails.

import { describe, expect, it } from "vitest";
import { checkOf, checksOf, explained, groupTexts, past } from "#support/explained.ts";
import { counted, flowOf, groups, send, wait } from "#support/flow-files.ts";
import { anEvent, HOUR, START } from "#support/run-samples.ts";

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

describe("an event of another metric", () => {
  it("does not start the flow, and no other check is made", async () => {
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
      "with a condition that holds in each group",
      { Tags: ["sale"] },
      true,
      [
        ['✓ Tags does not contain "wholesale", saw ["sale"]', '✗ Tags is not set, saw ["sale"]'],
        ['✓ Tags is set, saw ["sale"]'],
      ],
    ],
    [
      "with a group that does not hold",
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
      "on a value of the wrong type",
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
  ])("%s is explained condition by condition", async (_, properties, passes, texts) => {
    const one = await explained(flow, anEvent({ properties: { ...properties } }));
    expect(checkOf(one, "trigger-filter")).toMatchObject({ passes });
    expect(groupTexts(checkOf(one, "trigger-filter")?.groups)).toEqual(texts);
    expect(one.verdict).toBe(passes ? "starts" : "does-not-start");
  });

  it("holds if each of its groups holds, and a group holds if one of its conditions does", async () => {
    const holdsOf = async (properties: object) => {
      const check = checkOf(await explained(flow, anEvent({ properties: { ...properties } })), "trigger-filter");
      return [check?.passes, check?.groups?.map(({ holds }) => holds)];
    };
    expect(await holdsOf({ Tags: ["sale"] })).toEqual([true, [true, true]]);
    expect(await holdsOf({})).toEqual([false, [true, false]]);
    expect(await holdsOf({ Tags: ["wholesale"] })).toEqual([false, [false, true]]);
  });

  it.each([
    ["a text", "x".repeat(90_000)],
    ["a list", Array.from({ length: 20_000 }, () => "x")],
  ])("shows only the ends of a long value: %s", async (_what, Tags) => {
    const { checks } = await explained(flow, anEvent({ properties: { Tags } }));
    expect(JSON.stringify(checks).length).toBeLessThan(10_000);
  });

  it("on a list matches each field that may name the list", async () => {
    const list = flowOf([send("a")], { triggers: [{ type: "list", id: "Newsletter" }] });
    const joined = anEvent({ metric: "Subscribed to List", properties: { List: { id: "Newsletter" } } });
    const [texts = []] = groupTexts(checkOf(await explained(list, joined), "trigger-filter")?.groups);
    expect(texts.filter((text) => text.startsWith("✓"))).toEqual(['✓ List.id equals "Newsletter", saw "Newsletter"']);
    expect(texts.length).toBeGreaterThan(5);
  });
});

it("a count stops once its condition is decided, and the text says that it may be higher", async () => {
  const often = (operator: string, value: number) =>
    groups(counted("Placed Order", operator, value, { operator: "alltime" }));
  const texts = async (orders: number, filter: ReturnType<typeof often>) => {
    const times = Array.from({ length: orders }, (_, index) => START - 1 - index);
    const one = await explained(flowOf([send("a")], { profile_filter: filter }), anEvent(), await past(times));
    return groupTexts(checkOf(one, "profile-filter")?.groups).flat();
  };
  expect(await texts(9, often("equals", 0))).toEqual([expect.stringMatching(/saw 9$/)]);
  expect(await texts(40, often("equals", 0))).toEqual([expect.stringContaining("saw 10 (The count may be higher")]);
  expect(await texts(40, often("greater-than", 30))).toEqual([
    expect.stringContaining("saw 31 (The count may be higher"),
  ]);
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

  it("of draft is not the reason if an event does not match anyway", async () => {
    const flow = await explained(flowOf([send("a")], onCheckout(tag("is-set")), { status: "draft" }), anEvent());
    expect([flow.verdict, flow.path]).toEqual(["does-not-start", undefined]);
    expect(checksOf(flow)).toEqual(["✓ metric", "✗ trigger-filter", "✗ status", "✓ age", "✓ webhooks"]);
  });

  it("of a draft that counts events is explained: they are recorded only once the flow is live", async () => {
    const condition = counted("Placed Order", "equals", 0, { operator: "alltime" });
    const live = flowOf([send("a")], { profile_filter: groups(condition) });
    const draft = flowOf([send("a")], { profile_filter: groups(condition) }, { status: "draft" });
    expect((await explained(live, anEvent(), await past([]))).notes).toEqual([]);
    expect((await explained(draft, anEvent(), await past([]))).notes).toEqual([
      expect.stringContaining("once the flow is live"),
    ]);
  });
});

describe("an event starts nothing", () => {
  it("if it is a backfill", async () => {
    const flow = await explained(flowOf([send("a")]), anEvent({ backfill: true }));
    expect([flow.verdict, checkOf(flow, "backfill")?.passes]).toEqual(["does-not-start", false]);
  });

  it("if no webhook is live", async () => {
    const flow = await explained(
      flowOf([send("a", "b", { status: "draft" }), send("b", undefined, { status: "disabled" })]),
      anEvent(),
    );
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
  ])("because of its age: %d ms with a first delay of %d hours: %j", async (age, hours, passes, says) => {
    const flow = flowOf(hours === 0 ? [send("a")] : [wait("w", hours, "a"), send("a")]);
    const one = await explained(flow, anEvent({ received_at: START + age }));
    const check = checkOf(one, "age");
    expect([one.verdict, check?.passes]).toEqual([passes ? "starts" : "does-not-start", passes]);
    expect(check?.says).toBe(says);
  });
});
