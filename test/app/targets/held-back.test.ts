// The reasons that would keep a webhook waiting, in addition to its rendering.

import { describe, expect, it } from "vitest";
import { explain } from "#app/explain/explain.ts";
import { renderFlow } from "#app/explain/render-flow.ts";
import type { HeldBackPorts } from "#app/targets/held-back.ts";
import type { ActionStop } from "#core/delivery/action-stop.ts";
import type { TargetHealth } from "#core/delivery/target-health.ts";
import { flowOf } from "#support/flow-files.ts";
import { anEvent, START } from "#support/run-samples.ts";

const TARGET = "https://api.example.com";

function webhook(id: string, url: string, more: object = {}) {
  return { id, type: "send-webhook", data: { status: "live", message: { url }, ...more } };
}

const flow = flowOf([
  { ...webhook("order", `${TARGET}/orders`), links: { next: "other" } },
  { ...webhook("other", "https://other.example.com/"), links: { next: "shop" } },
  { ...webhook("shop", `${TARGET}/shops/{{ event.Shop }}`), links: { next: "manual" } },
  webhook("manual", `${TARGET}/orders`, { status: "manual" }),
]);
const event = anEvent({ properties: { Shop: "north" } });

const stop: ActionStop = {
  flow_id: flow.id,
  action_id: "order",
  url: `${TARGET}/orders`,
  stopped_at: START,
  delivery_id: `evt_1:${flow.id}:order`,
};
const failing: TargetHealth = { failures: 3, failing_since: START, last_failed_at: START, reason: "timeout" };
const down: TargetHealth = { ...failing, circuit: { opened_at: START, probes: 2, probe_at: START + 60_000 } };

const stopped = (...stops: readonly ActionStop[]): HeldBackPorts => ({ stops: { stopped: async () => stops } });
const health = (target: string, health: TargetHealth): HeldBackPorts => ({
  healths: { failing: async () => [{ target, health }] },
});

const PLACE = { organization: {}, organizationZone: "UTC" };

/** The reasons for each webhook of the flow, as rendering reports them. */
async function rendered(ports: HeldBackPorts) {
  const { webhooks } = await renderFlow({ ...PLACE, ...ports }, flow, event);
  return Object.fromEntries(webhooks.map(({ action_id, held_back }) => [action_id, held_back?.reason]));
}

/** The same reasons, as the path of a run reports them. */
async function explained(ports: HeldBackPorts) {
  const { flows } = await explain({ ...PLACE, ...ports }, [flow], event);
  const steps = flows[0]?.path?.steps ?? [];
  return steps.flatMap((step) => (step.type === "send-webhook" ? [[step.action_id, step.held_back?.reason]] : []));
}

describe("a stopped action", () => {
  it("is reported, with the time of the stop and in words", async () => {
    const { webhooks } = await renderFlow({ ...PLACE, ...stopped(stop) }, flow, event, "order");
    expect(webhooks[0]?.held_back).toEqual({
      reason: "action-stopped",
      since: new Date(START).toISOString(),
      says: expect.stringContaining("waits for a decision by a person"),
    });
    expect(await rendered(stopped(stop))).toEqual({ order: "action-stopped" });
  });

  it.each<[string, ActionStop]>([
    ["that was resumed", { ...stop, resumed_at: START + 1 }],
    ["that was stopped for another URL", { ...stop, url: `${TARGET}/old` }],
    ["of another flow", { ...stop, flow_id: "another" }],
  ])("%s is not reported", async (_, other) => {
    expect(await rendered(stopped(other))).toEqual({});
  });
});

describe("an open circuit", () => {
  it("is reported for each webhook to its target, with the next probe", async () => {
    const { webhooks } = await renderFlow({ ...PLACE, ...health(TARGET, down) }, flow, event, "shop");
    expect(webhooks[0]?.held_back).toEqual({
      reason: "target-failing",
      since: new Date(START).toISOString(),
      next_probe_at: new Date(START + 60_000).toISOString(),
      says: expect.stringContaining("until a probe succeeds"),
    });
    expect(await rendered(health(TARGET, down))).toEqual({
      order: "target-failing",
      shop: "target-failing",
      manual: "target-failing",
    });
  });

  it("of another target is not reported, nor are failures before it opens", async () => {
    expect(await rendered(health("https://else.example.com", down))).toEqual({});
    expect(await rendered(health(TARGET, failing))).toEqual({});
  });

  it("is listed after a stop, which it does not end", async () => {
    const both = { ...stopped(stop), ...health(TARGET, down) };
    expect(await rendered(both)).toMatchObject({ order: "action-stopped", shop: "target-failing" });
  });
});

describe("on the path of a run", () => {
  it("a webhook that would be sent would wait, and one that needs approval waits anyway", async () => {
    expect(await explained({ ...stopped(stop), ...health(TARGET, down) })).toEqual([
      ["order", "action-stopped"],
      ["other", undefined],
      ["shop", "target-failing"],
      ["manual", undefined],
    ]);
  });

  it("nothing is held back if no store of targets is given", async () => {
    expect((await explained({})).map(([, reason]) => reason)).toEqual(Array(4).fill(undefined));
  });
});
