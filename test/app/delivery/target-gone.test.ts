import { describe, expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { approveDelivery } from "#app/operator/review-delivery.ts";
import { answered, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const URL = "https://hook.example/orders";
const second = orderMessage({ event: sampleEvent({ id: "evt_2" }) });
const GONE = [answered(410)];

describe("a 410", () => {
  it("fails the delivery, stops its action, and sends the dead letter, in this order", async () => {
    const { ports, stops, effects, failed, store } = deliveryPorts({ answers: GONE });
    await deliver(ports, orderMessage());
    expect(await stops.stopped()).toEqual([
      { flow_id: "order", action_id: "send", url: URL, stopped_at: NOON, delivery_id: "evt_1:order:send" },
    ]);
    expect(failed).toMatchObject([{ reason: "target-gone", status: 410 }]);
    expect(store.records).toMatchObject([{ status: "failed", reason: "target-gone" }]);
    expect(effects.slice(effects.indexOf("record"))).toEqual(["record", "failed"]);
  });

  it("stops no action if the URL depends on the event: only that order may be gone", async () => {
    const flow = webhookFlow('{ url: "https://hook.example/orders/{{ event.OrderId }}" }');
    const { ports, stops, failed, posts } = deliveryPorts({ flow, answers: GONE });
    await deliver(ports, orderMessage());
    expect(await stops.stopped()).toEqual([]);
    expect(failed).toMatchObject([{ reason: "target-gone" }]);
    await deliver(ports, second);
    expect(posts).toHaveLength(2);
  });

  it("stops no action if the flow names another URL by the time the message is redelivered", async () => {
    const { ports, store } = deliveryPorts({ answers: GONE, broken: ["failed"] });
    await expect(deliver(ports, orderMessage())).rejects.toThrow("failed is broken");
    const moved = deliveryPorts({ flow: webhookFlow(MESSAGE.replace("orders", "v2")), store });
    await deliver(moved.ports, orderMessage());
    expect(moved.failed).toMatchObject([{ reason: "target-gone" }]);
    expect(await moved.stops.stopped()).toEqual([]);
  });

  it("that is redelivered after the action was resumed does not stop it again", async () => {
    const { ports, stops, effects } = deliveryPorts({ answers: GONE });
    await deliver(ports, orderMessage());
    await ports.stops.resume({ flow_id: "order", action_id: "send" });
    effects.length = 0;
    await deliver(ports, orderMessage());
    expect(effects).not.toContain("post");
    expect(await stops.stopped()).toEqual([]);
  });

  it.each([404, 500, 401])("differs from a %i, which stops no action", async (status) => {
    const { ports, stops } = deliveryPorts({ answers: [answered(status)] });
    await deliver(ports, orderMessage());
    expect(await stops.stopped()).toEqual([]);
  });

  it("ends the delivery even if the flow retries it", async () => {
    const retry = ", retry: { status_codes: { also: [404, 418] } } }";
    const { ports, store } = deliveryPorts({ flow: webhookFlow(MESSAGE.replace(/ }$/, retry)), answers: GONE });
    await deliver(ports, orderMessage());
    expect(store.records).toMatchObject([{ status: "failed", reason: "target-gone" }]);
  });
});

describe("a delivery of a stopped action", () => {
  async function stopped(flow = webhookFlow(MESSAGE)) {
    const made = deliveryPorts({ flow, answers: [answered(410), answered(200)] });
    await deliver(made.ports, orderMessage(flow.includes("manual") ? { approved: true } : {}));
    return made;
  }

  it("is parked as it would be sent, with the reason, the time of the stop and the delivery that caused it", async () => {
    const { ports, posts, store, failed } = await stopped();
    expect(await deliver(ports, second)).toBe("done");
    expect(posts).toHaveLength(1);
    expect(failed).toHaveLength(1);
    expect(store.records[1]).toMatchObject({
      status: "parked",
      reason: "action-stopped",
      request: { url: URL, body: '{"order":"1001"}' },
      attempts: [
        {
          outcome: "parked",
          detail: expect.stringMatching(
            /waits for a decision by a person\. The answer to evt_1:order:send stopped it at 2026-07-01T12:00:00\.000Z\.$/,
          ),
        },
      ],
    });
  });

  it("is parked for the stop even if its flow is manual", async () => {
    const { ports, store } = await stopped(webhookFlow(MESSAGE, { flow: "manual" }));
    await deliver(ports, second);
    expect(store.records[1]).toMatchObject({ status: "parked", reason: "action-stopped" });
  });

  it("is parked in the middle of its round too, and keeps its body", async () => {
    const { ports, store } = await stopped();
    const body = '{ "order" : "1000" }';
    await deliver(ports, { ...second, attempt: 3, round_started_at: NOON, body });
    expect(store.records[1]).toMatchObject({ status: "parked", request: { body }, round: 1, attempt: 3 });
  });

  it("is sent if an operator approves it, while the action stays stopped", async () => {
    const { ports, posts, store, later, stops } = await stopped();
    await deliver(ports, second);
    expect(await approveDelivery(ports, "evt_2:order:send")).toMatchObject({ type: "approved", round: 2 });
    await deliver(ports, later[0]?.message ?? second);
    expect(posts).toHaveLength(2);
    expect(store.records[1]).toMatchObject({ status: "delivered" });
    expect(await stops.stopped()).toHaveLength(1);
  });

  it("that failed before is parked when it is retried, so it is not lost", async () => {
    const { ports, store } = await stopped();
    await deliver(ports, orderMessage({ round: 2 }));
    expect(store.records[0]).toMatchObject({ status: "parked", reason: "action-stopped", round: 2 });
  });

  it("is sent once the action is resumed", async () => {
    const { ports, store } = await stopped();
    await ports.stops.resume({ flow_id: "order", action_id: "send" });
    await deliver(ports, second);
    expect(store.records[1]).toMatchObject({ status: "delivered" });
  });

  it("is sent once the flow names another URL, even one that depends on the event", async () => {
    for (const url of ["https://hook.example/v2", "https://hook.example/{{ event.OrderId }}"]) {
      const { ports } = await stopped();
      const moved = deliveryPorts({ flow: webhookFlow(`{ url: "${url}" }`) });
      await deliver({ ...moved.ports, stops: ports.stops }, second);
      expect(moved.store.records).toMatchObject([{ status: "delivered" }]);
    }
  });

  it("is parked however the flow writes the stopped URL", async () => {
    const { ports } = await stopped(webhookFlow(MESSAGE.replace("hook.example", "HOOK.example:443")));
    const same = deliveryPorts();
    await deliver({ ...same.ports, stops: ports.stops }, second);
    expect(same.store.records).toMatchObject([{ status: "parked" }]);
  });

  it("of another action, or another flow, is sent", async () => {
    const { ports } = await stopped();
    const other = deliveryPorts({ flow: webhookFlow(MESSAGE).replace("id: order", "id: other") });
    await deliver({ ...other.ports, stops: ports.stops }, { ...second, flow_id: "other" });
    expect(other.store.records).toMatchObject([{ status: "delivered" }]);
  });
});
