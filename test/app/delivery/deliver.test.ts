import { describe, expect, it } from "vitest";
import { abandon, deliver } from "#app/delivery/deliver.ts";
import { nextAttempt } from "#core/messages/delivery-message.ts";
import { answered, deliverLater, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";

const BODY = '{"order":"1001"}';
const KEY = { event_id: "evt_1", flow_id: "order", action_id: "send" };
const first = orderMessage();

describe("a message", () => {
  it("passes the gate, is claimed, sent, recorded and then done, in this order", async () => {
    const { ports, effects, store, posts } = deliveryPorts();
    expect(await deliver(ports, first)).toBe("done");
    expect(effects).toEqual(["catalogue", "claim", "signing", "post", "record"]);
    expect(posts).toMatchObject([{ url: "https://hook.example/orders", body: BODY }]);
    expect(store.records).toMatchObject([
      { status: "delivered", attempts: [{ at: NOON, duration_ms: 100, status: 200 }] },
    ]);
  });

  it("that is retried is delayed only after its attempt is recorded", async () => {
    const { ports, effects, later } = deliveryPorts({ answers: [answered(500)] });
    expect(await deliver(ports, first)).toBe("done");
    expect(effects.slice(effects.indexOf("post"))).toEqual(["post", "record", "later"]);
    const next = nextAttempt(first, NOON, BODY);
    expect(later).toEqual([{ message: next, target: "https://hook.example", dueAt: NOON + 2_500 }]);
  });

  it("that failed becomes a dead letter for the next round, only after the failure is recorded", async () => {
    const { ports, effects, failed } = deliveryPorts({ answers: [answered(404)] });
    expect(await deliver(ports, first)).toBe("done");
    expect(effects.slice(effects.indexOf("post"))).toEqual(["post", "record", "failed"]);
    expect(failed).toEqual([
      {
        message: { ...first, round: 2, attempt: 1 },
        target: "https://hook.example",
        reason: "http-404",
        status: 404,
        attempts: 1,
        first_attempt_at: NOON,
        last_attempt_at: NOON,
      },
    ]);
  });

  it("of a deleted flow becomes a dead letter with an unknown target", async () => {
    const { ports, failed } = deliveryPorts({ flow: null });
    expect(await deliver(ports, first)).toBe("done");
    expect(failed).toMatchObject([{ reason: "flow-not-found", target: "unknown", attempts: 1 }]);
    expect(failed[0]).not.toHaveProperty("status");
  });

  it("that is redelivered after a success is done without another request", async () => {
    const { ports, effects } = deliveryPorts();
    await deliver(ports, first);
    effects.length = 0;
    expect(await deliver(ports, first)).toBe("done");
    expect(effects).toEqual(["catalogue", "claim", "get"]);
  });

  it.each([
    [500, "later"],
    [404, "failed"],
  ])(
    "that is redelivered after a %i repeats the same follow-up message and sends no request to the target",
    async (status, sent) => {
      const { ports, effects, later, failed } = deliveryPorts({ answers: [answered(status)] });
      await deliver(ports, first);
      effects.length = 0;
      expect(await deliver(ports, first)).toBe("done");
      expect(effects).toEqual(["catalogue", "claim", "get", sent]);
      const [one, again] = sent === "later" ? later : failed;
      expect(again).toEqual(one);
    },
  );

  it("that another worker holds is left alone, and is delivered once the lease of 30 s has expired", async () => {
    const { ports, world, posts } = deliveryPorts();
    const claim = { round: 1, attempt: 1, owner: "another", now: NOON, leaseUntil: NOON + 30_000, forced: false };
    await ports.store.claim(KEY, claim);
    expect(await deliver(ports, first)).toBe("held");
    expect(posts).toEqual([]);
    world.now = NOON + 30_000;
    expect(await deliver(ports, first)).toBe("done");
    expect(posts).toHaveLength(1);
  });

  it("holds its claim for 30 s, under its own owner", async () => {
    const { ports, world, posts } = deliveryPorts({ broken: ["post"] });
    await expect(deliver(ports, first)).rejects.toThrow("post is broken");
    world.now = NOON + 29_999;
    expect(await deliver(ports, first)).toBe("held");
    world.now = NOON + 30_000;
    await expect(deliver(ports, first)).rejects.toThrow("post is broken");
    expect(posts).toEqual([]);
  });

  it("that is outdated is done without a request", async () => {
    const { ports, effects, posts } = deliveryPorts({ answers: [answered(500)] });
    await deliver(ports, first);
    await deliver(ports, nextAttempt(first, NOON, BODY));
    effects.length = 0;
    expect(await deliver(ports, first)).toBe("done");
    expect([effects, posts.length]).toEqual([["catalogue", "claim"], 2]);
  });

  it("of a new round is not sent after a success, unless it is forced", async () => {
    const { ports, posts, store } = deliveryPorts();
    await deliver(ports, first);
    await deliver(ports, orderMessage({ round: 2 }));
    expect(posts).toHaveLength(1);
    await deliver(ports, orderMessage({ round: 2, forced: true }));
    expect(posts).toHaveLength(2);
    expect(store.records).toMatchObject([{ status: "delivered", round: 2, attempts: [{ round: 1 }, { round: 2 }] }]);
  });
});

describe("a fault", () => {
  it.each([
    ["claim", ["catalogue", "claim"]],
    ["catalogue", ["catalogue"]],
    ["signing", ["catalogue", "claim", "signing"]],
    ["post", ["catalogue", "claim", "signing", "post"]],
    ["record", ["catalogue", "claim", "signing", "post", "record"]],
    ["later", ["catalogue", "claim", "signing", "post", "record", "later"]],
  ])("of %s leaves the message in the queue, and no later step happens", async (broken, done) => {
    const { ports, effects } = deliveryPorts({ answers: [answered(503)], broken: [broken] });
    await expect(deliver(ports, first)).rejects.toThrow(`${broken} is broken`);
    expect(effects).toEqual(done);
  });

  it("of the dead letters leaves the message in the queue", async () => {
    const { ports } = deliveryPorts({ answers: [answered(404)], broken: ["failed"] });
    await expect(deliver(ports, first)).rejects.toThrow("failed is broken");
  });
});

describe("the attempts of a round", () => {
  it("carry the body of the first, even if the flow's message has changed since", async () => {
    const { ports, posts, later } = deliveryPorts({ answers: [answered(500), answered(503), answered(200)] });
    await deliver(ports, first);
    const other = { ...first.event, properties: { OrderId: "changed" } };
    for (const index of [0, 1]) await deliver(ports, { ...(later[index]?.message ?? first), event: other });
    expect(posts.map(({ body }) => body)).toEqual([BODY, BODY, BODY]);
    expect(posts.map(({ headers }) => headers["flowhook-attempt"])).toEqual(["1", "2", "3"]);
    expect(new Set(posts.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set(["evt_1:order:send"]));
  });

  it("are eighteen; then the delivery has failed, and its record lists them all", async () => {
    const { ports, world, posts, later, failed, store } = deliveryPorts({ answers: [answered(503)] });
    await deliver(ports, first);
    await deliverLater({ ports, world, later });
    expect(posts).toHaveLength(18);
    expect(store.records).toMatchObject([{ status: "failed", attempt: 18 }]);
    expect(failed).toMatchObject([
      { reason: "http-503", status: 503, attempts: 18, first_attempt_at: NOON, message: { round: 2, attempt: 1 } },
    ]);
    expect(failed[0]?.last_attempt_at).toBe(world.now - 100);
    expect(world.now - NOON).toBeGreaterThan(20 * 3_600_000);
  });

  it("of the next round are counted from one, rendered again, and listed after the earlier ones", async () => {
    const { ports, posts, failed } = deliveryPorts({ answers: [answered(404)] });
    await deliver(ports, first);
    const again = failed[0]?.message ?? first;
    await deliver(ports, { ...again, event: { ...again.event, properties: { OrderId: "1002" } } });
    expect(posts.map(({ body }) => body)).toEqual([BODY, '{"order":"1002"}']);
    expect(failed[1]).toMatchObject({ attempts: 2, message: { round: 3, attempt: 1 } });
  });
});

describe("a delivery that repeatedly ended the process", () => {
  it("is recorded as failed without a request, and becomes a dead letter", async () => {
    const { ports, posts, failed, store } = deliveryPorts();
    expect(await abandon(ports, first, 10)).toBe("done");
    expect(posts).toEqual([]);
    expect(store.records).toMatchObject([
      {
        status: "failed",
        reason: "delivery-ends-process",
        attempts: [{ detail: "The process ended 10 times while it worked on this delivery.", duration_ms: 0 }],
      },
    ]);
    expect(failed).toMatchObject([{ reason: "delivery-ends-process", message: { round: 2 } }]);
  });
});
