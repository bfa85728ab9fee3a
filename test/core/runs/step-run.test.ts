// The behavior of a run at each of its actions.

import { describe, expect, it } from "vitest";
import { stepRun } from "#core/runs/step-run.ts";
import { counted, flowOf, groups, NO_ORDER, send, wait } from "#support/flow-files.ts";
import { allSteps, anEvent, firstStep, HOUR, happened, historyOf, START, webhooksOf } from "#support/run-samples.ts";

const reminder = flowOf([wait("wait", 4, "remind"), send("remind")], { profile_filter: NO_ORDER });

describe("a run", () => {
  it("takes the webhooks in the order of the links, and skips those that are drafts or disabled", () => {
    const flow = flowOf([
      send("a", "b"),
      send("b", "c", { status: "draft" }),
      send("c", "d", { status: "disabled" }),
      send("d"),
    ]);
    expect(webhooksOf(allSteps(flow, anEvent()))).toEqual([
      "a sends +0h",
      "b not-live +0h",
      "c not-live +0h",
      "d sends +0h",
    ]);
  });

  it("waits at a delay and continues after it", () => {
    const flow = flowOf([
      send("a", "wait"),
      wait("wait", 2, "b"),
      send("b", "later"),
      wait("later", 3, "c"),
      send("c"),
    ]);
    const steps = allSteps(flow, anEvent());
    expect(webhooksOf(steps)).toEqual(["a sends +0h", "b sends +2h", "c sends +5h"]);
    expect(steps.map(({ end }) => end)).toEqual([
      { type: "waits", action_id: "b", due_at: START + 2 * HOUR },
      { type: "waits", action_id: "c", due_at: START + 5 * HOUR },
      { type: "ended", reason: "finished" },
    ]);
  });

  it("does not wait at a delay of 0", () => {
    const flow = flowOf([wait("wait", 0, "a"), send("a")]);
    expect(allSteps(flow, anEvent())).toHaveLength(1);
  });

  it("ends at a delay after which nothing can be sent", () => {
    const flow = flowOf([send("a", "wait"), wait("wait", 1, "b"), send("b", undefined, { status: "draft" })]);
    expect(firstStep(flow, anEvent()).end).toEqual({ type: "ended", reason: "nothing-follows" });
  });

  it("ends if the action that it waited for is gone", () => {
    const flow = flowOf([send("a")]);
    const gone = { event: anEvent(), started_at: START, action_id: "gone", due_at: START };
    const step = stepRun(flow, gone, { history: historyOf(), organizationZone: "UTC" });
    expect(step).toEqual({ at: START, taken: [], end: { type: "ended", reason: "action-not-found" } });
  });
});

describe("the times of a run with an event from the past", () => {
  const received = START + 3 * HOUR;
  const late = anEvent({ received_at: received });

  it("count from the time of the event", () => {
    const flow = flowOf([wait("wait", 5, "a"), send("a")]);
    expect(webhooksOf(allSteps(flow, late))).toEqual(["a sends +5h"]);
  });

  it("are never before it was received", () => {
    const flow = flowOf([
      wait("one", 1, "a"),
      send("a", "two"),
      wait("two", 1, "b"),
      send("b", "three"),
      wait("three", 2, "c"),
      send("c"),
    ]);
    expect(webhooksOf(allSteps(flow, late))).toEqual(["a sends +3h", "b sends +3h", "c sends +4h"]);
  });

  it("count from its receipt if its time is in the future", () => {
    const flow = flowOf([wait("wait", 1, "a"), send("a")]);
    const ahead = anEvent({ time: START + 48 * HOUR, received_at: START });
    expect(webhooksOf(allSteps(flow, ahead))).toEqual(["a sends +1h"]);
  });
});

describe("a profile filter", () => {
  it("that fails before a webhook skips that webhook, and the run continues", () => {
    const flow = flowOf([send("a", "wait"), wait("wait", 2, "b"), send("b", "more"), wait("more", 2, "c"), send("c")], {
      profile_filter: groups(
        counted("Viewed Cart", "less-than", 1, { operator: "in-the-last", unit: "hour", quantity: 1 }),
      ),
    });
    const history = historyOf(happened("Viewed Cart", START + 1.5 * HOUR));
    expect(webhooksOf(allSteps(flow, anEvent(), history))).toEqual([
      "a sends +0h",
      "b profile-filter-failed +2h",
      "c sends +4h",
    ]);
  });

  // The time of the order and of its arrival; the checkout happened at START and was received a second later.
  it.each([
    ["after the checkout", HOUR, HOUR, "remind profile-filter-failed +4h"],
    ["after the checkout, but arrived before it", 500, 800, "remind profile-filter-failed +4h"],
    ["in the same second", 0, 900, "remind profile-filter-failed +4h"],
    ["in the second before", -1, 900, "remind sends +4h"],
    ["at the very time of the step", 4 * HOUR, 4 * HOUR, "remind profile-filter-failed +4h"],
    ["after the step", 4 * HOUR + 1, 4 * HOUR + 1, "remind sends +4h"],
    ["before the step, but arrived after it", 2 * HOUR, 4 * HOUR + 1, "remind sends +4h"],
    ["an hour before the checkout", -HOUR, -HOUR + 1, "remind sends +4h"],
  ])("on orders since the flow started, with an order %s", (_, time, received, webhook) => {
    const order = happened("Placed Order", START + time, { received_at: START + received });
    const checkout = anEvent({ received_at: START + 1_000 });
    expect(webhooksOf(allSteps(reminder, checkout, historyOf(order)))).toEqual([webhook]);
  });

  it("counts an order of the same whole second, for any fraction of a second of the checkout", () => {
    const event = anEvent({ time: START + 700, received_at: START + 900 });
    const order = happened("Placed Order", START, { received_at: START + 800 });
    expect(webhooksOf(allSteps(reminder, event, historyOf(order)), START + 700)).toEqual([
      "remind profile-filter-failed +4h",
    ]);
  });

  it.each([
    ["a minute before the checkout", -60_000, "remind profile-filter-failed +4h"],
    ["longer before the checkout", -60_001, "remind sends +4h"],
  ])("counts an order without a time in its body that arrived %s if it may be later", (_, arrived, webhook) => {
    const history = historyOf(happened("Placed Order", START + arrived));
    expect(webhooksOf(allSteps(reminder, anEvent(), history))).toEqual([webhook]);
  });
});

describe("a winback", () => {
  const DAYS_90 = 90 * 24;
  const winback = flowOf([wait("wait", DAYS_90, "ask"), send("ask")], {
    triggers: [{ type: "metric", id: "Placed Order" }],
    profile_filter: NO_ORDER,
  });
  const first = anEvent({ id: "evt_a", metric: "Placed Order" });
  const itself = happened("Placed Order", START, { event_id: "evt_a" });

  it("is sent if there was no other order", () => {
    expect(webhooksOf(allSteps(winback, first, historyOf(itself)))).toEqual([`ask sends +${DAYS_90}h`]);
  });

  it("is not sent if there was one", () => {
    const history = historyOf(itself, happened("Placed Order", START + HOUR));
    expect(webhooksOf(allSteps(winback, first, history))).toEqual([`ask profile-filter-failed +${DAYS_90}h`]);
  });

  it("is sent once for two orders at the same time", () => {
    const second = happened("Placed Order", START, { event_id: "evt_b" });
    const history = historyOf(itself, second);
    const other = anEvent({ id: "evt_b", metric: "Placed Order" });
    expect(webhooksOf(allSteps(winback, first, history))).toEqual([`ask profile-filter-failed +${DAYS_90}h`]);
    expect(webhooksOf(allSteps(winback, other, history))).toEqual([`ask sends +${DAYS_90}h`]);
  });
});

describe("a split", () => {
  const big = groups({
    type: "metric-property",
    field: "$value",
    filter: { type: "numeric", operator: "greater-than", value: 100 },
  });
  const vip = groups({
    type: "profile-property",
    property: "properties['Tier']",
    filter: { type: "string", operator: "equals", value: "gold" },
  });

  it("on the event takes one of two branches, which may join again", () => {
    const data = { trigger_filter: big, trigger_id: "Started Checkout", trigger_type: "metric" };
    const split = { id: "big", type: "trigger-split", links: { next_if_true: "call", next_if_false: "mail" }, data };
    const flow = flowOf([split, send("call", "both"), send("mail", "both"), send("both")]);
    expect(webhooksOf([firstStep(flow, anEvent({ value: 101 }))])).toEqual(["call sends +0h", "both sends +0h"]);
    expect(webhooksOf([firstStep(flow, anEvent({ value: 100 }))])).toEqual(["mail sends +0h", "both sends +0h"]);
    expect(webhooksOf([firstStep(flow, anEvent())])).toEqual(["mail sends +0h", "both sends +0h"]);
  });

  it("on the profile ends the run in a branch without an action", () => {
    const split = {
      id: "vip",
      type: "conditional-split",
      links: { next_if_true: "gift" },
      data: { profile_filter: vip },
    };
    const flow = flowOf([split, send("gift")]);
    const gold = anEvent({ profile: { email: "a@b.example", properties: { Tier: "gold" } } });
    expect(webhooksOf([firstStep(flow, gold)])).toEqual(["gift sends +0h"]);
    expect(firstStep(flow, anEvent())).toMatchObject({
      taken: [{ type: "split", branch: { id: "false" } }],
      end: { reason: "finished" },
    });
  });

  const branch = (branch_id: string, filter?: object, more: object = {}) => ({
    branch_id,
    links: { next: branch_id },
    ...(filter ? { branch_filter: filter } : {}),
    ...more,
  });
  const branches = (...all: readonly object[]) =>
    flowOf([
      { id: "way", type: "multi-branch-split", data: { name: "Which way", branches: all } },
      send("vip"),
      send("big"),
      send("rest"),
    ]);
  const both = anEvent({ value: 500, profile: { email: "a@b.example", properties: { Tier: "gold" } } });

  it("with many branches takes the first that matches, in their order", () => {
    const rest = branch("rest", undefined, { is_else: true });
    expect(webhooksOf([firstStep(branches(branch("vip", vip), branch("big", big), rest), both)])).toEqual([
      "vip sends +0h",
    ]);
    const ordered = branches(rest, branch("vip", vip, { order: 2 }), branch("big", big, { order: 1 }));
    expect(webhooksOf([firstStep(ordered, both)])).toEqual(["big sends +0h"]);
    expect(webhooksOf([firstStep(ordered, anEvent())])).toEqual(["rest sends +0h"]);
  });
});

describe("a manual flow or action", () => {
  it.each([
    ["a manual action", "live", "manual", "a waits-for-approval +0h"],
    ["a manual flow", "manual", "live", "a waits-for-approval +0h"],
    ["a draft in a manual flow", "manual", "draft", undefined],
  ])("%s", (_, flowStatus, status, webhook) => {
    const flow = flowOf([send("a", undefined, { status })], {}, { status: flowStatus });
    expect(webhooksOf([firstStep(flow, anEvent())])).toEqual(webhook === undefined ? [] : [webhook]);
  });
});
