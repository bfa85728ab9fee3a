// The path of a run, explained in advance.

import { describe, expect, it } from "vitest";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { checksOf, explained, groupTexts, readOnly, stepTexts } from "#support/explained.ts";
import { counted, type Fields, flowOf, groups, send, wait } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, happened, START } from "#support/run-samples.ts";

const VIENNA = { email: "ada@customer.example", location: { timezone: "Europe/Vienna" } };
const big = {
  type: "metric-property",
  field: "$value",
  filter: { type: "numeric", operator: "greater-than", value: 500 },
};
const gold = {
  type: "profile-property",
  property: "properties['Tier']",
  filter: { type: "string", operator: "equals", value: "gold" },
};
const noOrder = counted("Placed Order", "equals", 0, { operator: "flow-start" });

function split(id: string, condition: Fields, yes?: string, no?: string): Fields {
  const links = { ...(yes ? { next_if_true: yes } : {}), ...(no ? { next_if_false: no } : {}) };
  if (condition["type"] !== "metric-property") {
    return { id, type: "conditional-split", links, data: { profile_filter: groups(condition) } };
  }
  const trigger = { trigger_id: "Started Checkout", trigger_type: "metric" };
  return { id, type: "trigger-split", links, data: { trigger_filter: groups(condition), ...trigger } };
}

async function ordersAt(...times: readonly number[]) {
  const store = new MemoryProfileStore();
  const identifiers = ["email:ada@customer.example"];
  await store.record(times.map((time) => ({ identifiers, event: happened("Placed Order", time) })));
  return { profiles: readOnly(store) };
}

describe("a webhook on the path", () => {
  it.each<[string, string, string, string]>([
    ["live", "live", "sends", "is sent"],
    ["live", "manual", "waits-for-approval", "waits until a person approves it"],
    ["manual", "live", "waits-for-approval", "waits until a person approves it"],
    ["live", "draft", "not-live", "is skipped because it is draft"],
    ["live", "disabled", "not-live", "is skipped because it is disabled"],
  ])("of a %s flow, itself %s: %s", async (flow, action, result, says) => {
    const { path } = await explained(
      flowOf([send("a", "b", { status: action }), send("b")], {}, { status: flow }),
      anEvent(),
    );
    expect(path?.steps[0]).toMatchObject({ type: "send-webhook", action_id: "a", status: action, result, says });
  });

  it("is shown as it would be sent", async () => {
    const { path } = await explained(flowOf([send("a")]), anEvent());
    const request = { method: "POST", url: "https://api.example.com/", headers: {}, body: {} };
    expect(path?.steps).toEqual([
      {
        type: "send-webhook",
        action_id: "a",
        status: "live",
        at: "2026-03-02T09:00:00.000Z",
        result: "sends",
        says: "is sent",
        request,
        problems: [],
        missing_variables: [],
        secrets: [],
      },
    ]);
    expect(path?.end).toEqual({ at: "2026-03-02T09:00:00.000Z", reason: "finished", says: "The run ends." });
  });

  it("is skipped if the profile filter no longer holds, and the run continues", async () => {
    const flow = flowOf([wait("w", 4, "a"), send("a", "w2"), wait("w2", 1, "b"), send("b")], {
      profile_filter: groups(noOrder),
    });
    const bought = await explained(flow, anEvent(), await ordersAt(START + 2 * HOUR));
    expect(stepTexts(bought)).toEqual([
      "2026-03-02T09:00:00.000Z w until 2026-03-02T13:00:00.000Z",
      "2026-03-02T13:00:00.000Z a profile-filter-failed",
      "2026-03-02T13:00:00.000Z w2 until 2026-03-02T14:00:00.000Z",
      "2026-03-02T14:00:00.000Z b profile-filter-failed",
      "2026-03-02T14:00:00.000Z finished",
    ]);
    const webhook = bought.path?.steps[1];
    expect(webhook?.type === "send-webhook" && groupTexts(webhook.profile_filter)).toEqual([
      ["✗ Placed Order count equals 0 since the flow started, saw 1"],
    ]);
    const later = await explained(flow, anEvent(), await ordersAt(START + 4.5 * HOUR));
    expect(stepTexts(later).filter((text) => / [ab] /.test(text))).toEqual([
      "2026-03-02T13:00:00.000Z a sends",
      "2026-03-02T14:00:00.000Z b profile-filter-failed",
    ]);
  });
});

describe("a split on the path", () => {
  it.each<[Fields, object, string, string]>([
    [big, { value: 501 }, "true", "✓ $value is greater than 500, saw 501"],
    [big, { value: 500 }, "false", "✗ $value is greater than 500, saw 500"],
    [
      gold,
      { profile: { ...VIENNA, properties: { Tier: "gold" } } },
      "true",
      '✓ profile properties[\'Tier\'] equals "gold", saw "gold"',
    ],
    [gold, {}, "false", "✗ profile properties['Tier'] equals \"gold\", saw not set"],
    [noOrder, {}, "true", "✓ Placed Order count equals 0 since the flow started, saw 0"],
  ])("on %j of %j takes %s and explains why", async (condition, event, branch, why) => {
    const { path } = await explained(flowOf([split("s", condition, "a", "b"), send("a"), send("b")]), anEvent(event));
    const [step] = path?.steps ?? [];
    if (step === undefined || !("tried" in step)) throw new Error("The first step is not a split");
    expect(step).toMatchObject({ action_id: "s", branch, at: "2026-03-02T09:00:00.000Z" });
    expect(step.tried.map(({ branch: id, holds }) => [id, holds])).toEqual(
      branch === "true"
        ? [["true", true]]
        : [
            ["true", false],
            ["false", true],
          ],
    );
    expect(groupTexts(step.tried[0]?.groups)).toEqual([[why]]);
    expect(path?.steps[1]?.action_id).toBe(branch === "true" ? "a" : "b");
  });

  it("with an unconnected branch ends the run that takes it", async () => {
    const flow = flowOf([split("s", big, "a"), send("a")]);
    const { path } = await explained(flow, anEvent());
    expect(path?.end).toMatchObject({ reason: "finished", says: "The run ends." });
  });

  it("evaluates all groups of a branch", async () => {
    const condition_groups = [big, gold].map((condition) => ({ conditions: [condition] }));
    const branches = [
      { branch_id: "both", branch_filter: { condition_groups }, links: { next: "a" } },
      { branch_id: "rest", is_else: true },
    ];
    const many = { id: "s", type: "multi-branch-split", data: { name: "Which", branches } };
    const { path } = await explained(flowOf([many, send("a")]), anEvent({ value: 900 }));
    const groupsOfBoth = [expect.objectContaining({ holds: true }), expect.objectContaining({ holds: false })];
    expect(path?.steps).toMatchObject([
      {
        branch: "rest",
        tried: [
          { branch: "both", holds: false, groups: groupsOfBoth },
          { branch: "rest", holds: true },
        ],
      },
    ]);
  });

  const branch = (branch_id: string, condition?: Fields, next?: string): Fields => ({
    branch_id,
    ...(condition ? { branch_filter: groups(condition) } : { is_else: true }),
    ...(next ? { links: { next } } : {}),
  });
  it.each<[string, Fields[], object, string | undefined, string[], string]>([
    [
      "the first branch that holds",
      [branch("large", big, "a"), branch("gold", gold, "b"), branch("rest")],
      { value: 900 },
      "large",
      ["large"],
      "finished",
    ],
    [
      "the next branch if the first does not hold",
      [branch("large", big, "a"), branch("gold", gold, "b")],
      { profile: { ...VIENNA, properties: { Tier: "gold" } } },
      "gold",
      ["large", "gold"],
      "finished",
    ],
    [
      "the else branch",
      [branch("rest", undefined, "b"), branch("large", big, "a")],
      {},
      "rest",
      ["large", "rest"],
      "finished",
    ],
    [
      "no branch if none of them matches",
      [branch("large", big, "a"), branch("gold", gold, "b")],
      {},
      undefined,
      ["large", "gold"],
      "finished",
    ],
  ])("in many branches takes %s", async (_, branches, event, taken, tried, reason) => {
    const many = { id: "s", type: "multi-branch-split", data: { name: "Which", branches } };
    const { path } = await explained(flowOf([many, send("a"), send("b")].filter(isReached(branches))), anEvent(event));
    const [step] = path?.steps ?? [];
    expect(step).toMatchObject({ type: "multi-branch-split" });
    expect(step).toHaveProperty(
      "tried",
      tried.map((id) => expect.objectContaining({ branch: id })),
    );
    expect(step && "branch" in step ? step.branch : undefined).toBe(taken);
    expect(path?.end.reason).toBe(reason);
    if (taken === undefined) expect(path?.end.says).toBe("No branch matches this run, so it ends here.");
  });
});

function isReached(branches: readonly Fields[]) {
  const text = JSON.stringify(branches);
  return ({ id }: Fields) => id === "s" || text.includes(`"next":"${String(id)}"`);
}

describe("a path that is only assumed", () => {
  const notAtAll = { triggers: [{ type: "metric", id: "Started Checkout", trigger_filter: groups(big) }] };

  it.each<[string, ReturnType<typeof flowOf>, object]>([
    ["of an event that does not match the trigger filter", flowOf([send("a")], notAtAll), {}],
    ["of an event of another metric", flowOf([send("a")]), { metric: "Placed Order" }],
    ["of an event that is too old", flowOf([send("a")]), { received_at: START + DAY }],
  ])("%s is shown on request", async (_, flow, event) => {
    expect((await explained(flow, anEvent(event))).path).toBeUndefined();
    const one = await explained(flow, anEvent(event), {}, { assumeStart: true });
    expect(one).toMatchObject({ verdict: "does-not-start", path: { assumed: true, end: { reason: "finished" } } });
    expect(one.path?.steps).toMatchObject([{ action_id: "a", result: "sends" }]);
    expect(checksOf(one).filter((text) => text.startsWith("✗"))).toHaveLength(1);
  });

  it("of a flow without a live webhook is shown to its end", async () => {
    const flow = flowOf([
      send("a", "w", { status: "draft" }),
      wait("w", 1, "b"),
      send("b", undefined, { status: "draft" }),
    ]);
    const one = await explained(flow, anEvent(), {}, { assumeStart: true });
    expect(stepTexts(one)).toEqual([
      "2026-03-02T09:00:00.000Z a not-live",
      "2026-03-02T09:00:00.000Z w until 2026-03-02T10:00:00.000Z",
      "2026-03-02T10:00:00.000Z b not-live",
      "2026-03-02T10:00:00.000Z finished",
    ]);
  });

  it("is not assumed if the event starts the flow", async () => {
    const one = await explained(flowOf([send("a")]), anEvent(), {}, { assumeStart: true });
    expect([one.verdict, one.path?.assumed]).toEqual(["starts", false]);
  });
});
