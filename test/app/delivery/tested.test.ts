// The dispatcher's handling of a test send: one attempt, even if a real delivery would be held back, and no follow-up.

import { describe, expect, it } from "vitest";
import { abandon, deliver } from "#app/delivery/deliver.ts";
import type { TargetGate } from "#app/targets/target-gate.ts";
import { answered, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const test = orderMessage({ test: true });
const SECRET = webhookFlow('{ url: "https://hook.example/?key={{ secrets.key }}", body: { a: 1 } }');
const CLOSED_GATE: TargetGate = { enter: () => Promise.reject(new Error("a test must not ask the gate")) };

describe("a test", () => {
  it.each(["draft", "manual", "live", "disabled"])("is sent even if its flow and action are %s", async (status) => {
    const { ports, posts, store } = deliveryPorts({ flow: webhookFlow(MESSAGE, { flow: status, action: status }) });
    expect(await deliver(ports, test)).toBe("done");
    expect(posts).toMatchObject([{ body: '{"order":"1001"}', headers: { "flowhook-test": "true" } }]);
    expect(store.records).toMatchObject([{ status: "tested", attempts: [{ outcome: "tested", status: 200 }] }]);
    expect(store.records[0]).not.toHaveProperty("reason");
  });

  it.each([
    ["a failing target", 503, "http-503"],
    ["a target without this URL", 404, "http-404"],
    ["a target that is gone", 410, "target-gone"],
    ["a target that refuses access", 401, "http-401"],
  ])("of %s records the reason, and nothing follows", async (_, status, reason) => {
    const { ports, effects, store, stops } = deliveryPorts({ answers: [answered(status, { excerpt: "no" })] });
    expect(await deliver(ports, test)).toBe("done");
    expect(store.records).toMatchObject([
      { status: "tested", reason, attempts: [{ outcome: "tested", status, reason, response: "no" }] },
    ]);
    expect(store.records[0]).not.toHaveProperty("next_attempt_at");
    expect(effects).not.toContain("later");
    expect(effects).not.toContain("failed");
    expect(await stops.stopped()).toEqual([]);
  });

  it.each([
    ["a secret is missing", { flow: SECRET }, "secret-missing"],
    ["its flow is gone", { flow: null }, "flow-not-found"],
  ])("ends with the reason if %s", async (_, decided, reason) => {
    const { ports, posts, effects, store } = deliveryPorts(decided);
    await deliver(ports, test);
    expect(store.records).toMatchObject([{ status: "tested", reason }]);
    expect([posts, effects.includes("later"), effects.includes("failed")]).toEqual([[], false, false]);
  });

  it("does not wait for its target, and reports nothing about it", async () => {
    const { ports, store } = deliveryPorts({ gate: CLOSED_GATE, answers: [answered(503)] });
    expect(await deliver(ports, test)).toBe("done");
    expect(store.records).toMatchObject([{ status: "tested" }]);
  });

  it("is sent even if its action is stopped", async () => {
    const { ports, posts, stops } = deliveryPorts();
    const stop = { flow_id: "order", action_id: "send", url: "https://hook.example/orders" };
    await stops.gone({ ...stop, stopped_at: NOON, delivery_id: "evt_0:order:send" });
    await deliver(ports, test);
    expect(posts).toHaveLength(1);
  });

  it("that is redelivered is not sent again", async () => {
    const { ports, posts } = deliveryPorts();
    await deliver(ports, test);
    expect(await deliver(ports, test)).toBe("done");
    expect(posts).toHaveLength(1);
  });

  it("that repeatedly ends the process is over, and does not become a dead letter", async () => {
    const { ports, effects, store } = deliveryPorts();
    expect(await abandon(ports, test, 3)).toBe("done");
    expect(store.records).toMatchObject([{ status: "tested", reason: "delivery-ends-process" }]);
    expect(effects).not.toContain("failed");
  });

  it("is marked as a test for the receiver, unlike a real delivery", async () => {
    const { ports, posts } = deliveryPorts();
    await deliver(ports, orderMessage());
    expect(posts[0]?.headers).not.toHaveProperty("flowhook-test");
  });
});
