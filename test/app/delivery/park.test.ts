import { describe, expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { nextAttempt } from "#core/messages/delivery-message.ts";
import { answered, attemptOf, deliveryPorts, MESSAGE, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const MANUAL = webhookFlow(MESSAGE, { flow: "manual" });
const SECRET = webhookFlow('{ url: "https://hook.example/?key={{ secrets.key }}", body: { a: 1 } }', {
  flow: "manual",
});
const DETAIL = "The flow or the action is manual: the delivery waits until a person approves or discards it.";

describe("a delivery is parked", () => {
  it.each([
    ["of a manual flow", { flow: "manual" }],
    ["of a manual action", { action: "manual" }],
    ["of both", { flow: "manual", action: "manual" }],
  ])("%s: the request is recorded as it would be sent, and is not sent", async (_, statuses) => {
    const { ports, effects } = deliveryPorts({ flow: webhookFlow(MESSAGE, statuses) });
    expect(await attemptOf(ports, orderMessage())).toEqual({
      attempt: {
        round: 1,
        attempt: 1,
        at: NOON,
        duration_ms: 0,
        outcome: "parked",
        reason: "waits-for-approval",
        detail: DETAIL,
      },
      request: { url: "https://hook.example/orders", headers: {}, body: '{"order":"1001"}' },
    });
    expect(effects).toEqual(["catalogue"]);
  });

  it("and nothing follows, even if its message is redelivered", async () => {
    const { ports, effects, store } = deliveryPorts({ flow: MANUAL });
    expect(await deliver(ports, orderMessage())).toBe("done");
    expect(effects).toEqual(["catalogue", "claim", "record"]);
    effects.length = 0;
    expect(await deliver(ports, orderMessage())).toBe("done");
    expect(effects).toEqual(["catalogue", "claim", "get"]);
    expect(store.records).toMatchObject([{ status: "parked", reason: "waits-for-approval", round: 1 }]);
  });

  it("without showing its secrets", async () => {
    const { ports } = deliveryPorts({ flow: SECRET, secrets: { key: "key-value" } });
    expect((await attemptOf(ports, orderMessage())).request?.url).toBe("https://hook.example/?key=***");
  });

  it("even if it was to be retried when its flow became manual, with the body of the earlier attempt", async () => {
    const { ports } = deliveryPorts({ flow: MANUAL });
    const again = nextAttempt(orderMessage(), NOON, '{ "order" : "1000" }');
    expect(await attemptOf(ports, again)).toMatchObject({
      attempt: { attempt: 2, outcome: "parked" },
      request: { body: '{ "order" : "1000" }' },
    });
  });
});

describe("a delivery that waited for approval", () => {
  it("does not count the wait as an attempt when it fails later", async () => {
    const { ports, world, failed } = deliveryPorts({ flow: MANUAL, answers: [answered(404)] });
    await deliver(ports, orderMessage());
    world.now = NOON + 60_000;
    await deliver(ports, orderMessage({ round: 2, approved: true }));
    expect(failed).toMatchObject([
      { attempts: 1, first_attempt_at: NOON + 60_000, last_attempt_at: NOON + 60_000, message: { round: 3 } },
    ]);
  });
});

describe("a delivery is not parked", () => {
  it("if it was approved: it is sent", async () => {
    const { ports, posts } = deliveryPorts({ flow: MANUAL });
    expect(await attemptOf(ports, orderMessage({ approved: true }))).toMatchObject({
      attempt: { outcome: "delivered", status: 200 },
    });
    expect(posts).toHaveLength(1);
  });

  it("if an approved one is retried, automatically or from the dead letters", async () => {
    const { ports, posts, later, failed } = deliveryPorts({ flow: MANUAL, answers: [answered(500), answered(404)] });
    await deliver(ports, orderMessage({ approved: true }));
    await deliver(ports, later[0]?.message ?? orderMessage());
    await deliver(ports, failed[0]?.message ?? orderMessage());
    expect(posts).toHaveLength(3);
  });

  it.each([
    ["flow", { flow: "disabled", action: "manual" }, "flow-not-live"],
    ["action", { flow: "manual", action: "draft" }, "action-not-live"],
  ])("if its %s is not live at all: it has failed", async (_, statuses, reason) => {
    const { ports } = deliveryPorts({ flow: webhookFlow(MESSAGE, statuses) });
    expect((await attemptOf(ports, orderMessage())).attempt).toMatchObject({ outcome: "failed", reason });
  });

  it("if it can't be rendered: it becomes a dead letter, because there is no request to review", async () => {
    const flow = webhookFlow('{ url: "https://hook.example/{{ event.OrderId }}" }', { flow: "manual" });
    const { ports, failed, store } = deliveryPorts({ flow });
    const event = { ...orderMessage().event, properties: { OrderId: ".." } };
    expect(await deliver(ports, orderMessage({ event }))).toBe("done");
    expect(store.records).toMatchObject([{ status: "failed", reason: "template-failed" }]);
    expect(failed).toMatchObject([{ reason: "template-failed", attempts: 1 }]);
  });

  it("without its secret: it is retried, and parked once the secret is set", async () => {
    const before = deliveryPorts({ flow: SECRET });
    await deliver(before.ports, orderMessage());
    expect(before.later).toMatchObject([{ message: { attempt: 2 } }]);
    expect(before.store.records).toMatchObject([{ status: "retrying", reason: "secret-missing" }]);
    const after = deliveryPorts({ flow: SECRET, secrets: { key: "k" }, store: before.store });
    await deliver(after.ports, before.later[0]?.message ?? orderMessage());
    expect(before.store.records).toMatchObject([{ status: "parked", attempts: [{}, { attempt: 2 }] }]);
  });
});
