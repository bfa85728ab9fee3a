import { describe, expect, it } from "vitest";
import { openMemoryPlayground } from "#cli/flow-tests/memory-playground.ts";
import { type Played, playScenario } from "#cli/flow-tests/play-scenario.ts";
import type { PlaygroundSetup } from "#cli/flow-tests/playground.ts";
import { scenario } from "./scenario-files.ts";

const START = Date.UTC(2026, 2, 2, 9);
const HOUR = 3_600_000;

const play = (text: string) => playScenario(scenario(text), openMemoryPlayground);

/** The action, the time after the start, the status and the number of requests of each delivery. */
function summary({ deliveries }: Played): unknown[] {
  return deliveries.map(({ record, at, timesSent }) => [record.action_id, at - START, record.status, timesSent]);
}

const CHECKOUT = "{ metric: Started Checkout, properties: { Cart: c1 } }";

describe("a played scenario", () => {
  it("sends webhooks when they are due, with the secrets of the test", async () => {
    const { deliveries } = await play(`events: [${CHECKOUT}]\nexpect: []`);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({
      at: START + 2 * HOUR,
      timesSent: 1,
      record: { flow_id: "cart", action_id: "remind", status: "delivered", event: { metric: "Started Checkout" } },
      request: { url: "https://mail.example/c1", headers: { Authorization: "Bearer test-mail" } },
    });
    expect(JSON.parse(deliveries[0]?.request?.body ?? "")).toMatchObject({ to: "ada@customer.example" });
  });

  it.each([
    ["+1h59m59s", "skipped"],
    ["+2h", "skipped"],
    ["+2h1s", "delivered"],
  ])("processes an order at %s before work that is due then: the reminder is %s", async (at, status) => {
    const played = await play(`events: [${CHECKOUT}, { at: ${at}, metric: Placed Order }]\nexpect: []`);
    expect(played.deliveries.find(({ record }) => record.action_id === "remind")?.record.status).toBe(status);
  });

  it("processes events of the same time in the order of the file", async () => {
    const both = (first: string, second: string) =>
      play(`events: [{ metric: ${first} }, { metric: ${second} }]\nexpect: []`);
    const started = async (played: Promise<Played>) =>
      (await played).deliveries.filter(({ record }) => record.flow_id === "cart").length;
    // An order in the same second counts as after the flow started. If it comes first, the flow does not start.
    expect(await started(both("Placed Order", "Started Checkout"))).toBe(0);
    expect(await started(both("Started Checkout", "Placed Order"))).toBe(1);
  });

  it("plays years as fast as minutes, and begins before its start if an event does", async () => {
    const text = `
events:
  - { at: -700d, metric: Started Checkout }
  - { at: +700d, metric: Started Checkout }
expect: []`;
    const days = (await play(text)).deliveries.map(({ at }) => (at - START - 2 * HOUR) / (24 * HOUR));
    expect(days).toEqual([-700, 700]);
  });

  it.each<[string, string, number]>([
    ["503", "failed", 18],
    ["404", "failed", 1],
    ["[503, 503]", "delivered", 3],
    ["[503, 404, 200]", "failed", 2],
    ["[{ status: 429, retry_after: '60' }]", "delivered", 2],
    ["{ error: timeout }", "failed", 18],
    ["[{ error: connection-refused }, 204]", "delivered", 2],
    ["[]", "delivered", 1],
  ])("with a target that answers %s has a delivery that is %s, sent %i times", async (target, status, times) => {
    const played = await play(`events: [${CHECKOUT}]\ntarget: ${target}\nexpect: []`);
    expect(summary(played)).toEqual([["remind", 2 * HOUR, status, times]]);
  });

  it("waits as long as a target asks", async () => {
    const text = `events: [${CHECKOUT}]\ntarget: [{ status: 429, retry_after: '600' }]\nexpect: []`;
    const [delivery] = (await play(text)).deliveries;
    const [first, second] = delivery?.record.attempts ?? [];
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(600_000);
  });

  it.each([
    ["{ mail: null }", "failed", "secret-missing", undefined],
    ["{ mail: k-1 }", "delivered", undefined, "Bearer k-1"],
    ["{ other: k-1 }", "delivered", undefined, "Bearer test-mail"],
    ["{ mail: '' }", "delivered", undefined, "Bearer"],
  ])("with the secrets %s has a delivery that is %s", async (secrets, status, reason, header) => {
    const [delivery] = (await play(`secrets: ${secrets}\nevents: [${CHECKOUT}]\nexpect: []`)).deliveries;
    expect([delivery?.record.status, delivery?.record.reason]).toEqual([status, reason]);
    expect(delivery?.request?.headers["Authorization"]).toBe(header);
  });

  it("has the same outcome each time", async () => {
    const text = `events: [${CHECKOUT}, { at: +3h, metric: Placed Order }]\ntarget: [503]\nexpect: []`;
    expect(await play(text)).toEqual(await play(text));
  });

  it("closes its playground also after an error", async () => {
    let closed = false;
    const open = async (setup: PlaygroundSetup) => ({
      ...(await openMemoryPlayground(setup)),
      receive: () => Promise.reject(new Error("broken")),
      close: async () => {
        closed = true;
      },
    });
    await expect(playScenario(scenario(`events: [${CHECKOUT}]\nexpect: []`), open)).rejects.toThrow("broken");
    expect(closed).toBe(true);
  });

  it("fails if its playground always has due work", async () => {
    const open = async (setup: PlaygroundSetup) => {
      return { ...(await openMemoryPlayground(setup)), nextDue: async () => setup.clock.now };
    };
    await expect(playScenario(scenario(`events: [${CHECKOUT}]\nexpect: []`), open)).rejects.toThrow("does not end");
  });
});

describe("a decision on parked deliveries", () => {
  const ORDER = "{ metric: Placed Order, properties: { OrderId: o-1 } }";
  const gifts = (played: Played) => summary(played).filter((line) => Array.isArray(line) && line[0] === "gift");

  it("is required, or the delivery stays parked", async () => {
    const played = await play(`events: [${ORDER}]\nexpect: []`);
    expect(gifts(played)).toEqual([["gift", 0, "parked", 0]]);
    expect(played.deliveries.find(({ record }) => record.action_id === "gift")?.record.request?.body).toContain("ada@");
  });

  it.each([
    ["approve", ["gift", HOUR, "delivered", 1]],
    ["discard", ["gift", 0, "discarded", 0]],
  ])("applies at its time: %s", async (decision, expected) => {
    const played = await play(`events: [${ORDER}]\nreviews: [{ at: +1h, ${decision}: gift }]\nexpect: []`);
    expect(gifts(played)).toEqual([expected]);
    expect(played.idleReviews).toEqual([]);
  });

  it("at the time of the event comes after it", async () => {
    const played = await play(`events: [${ORDER}]\nreviews: [{ at: now, approve: gift }]\nexpect: []`);
    expect(gifts(played)).toEqual([["gift", 0, "delivered", 1]]);
  });

  it("applies to all deliveries that are parked then, not to later ones", async () => {
    const text = `
events:
  - { metric: Placed Order }
  - { at: +1h, metric: Placed Order }
  - { at: +3h, metric: Placed Order }
reviews: [{ at: +2h, approve: gift }]
expect: []`;
    expect(gifts(await play(text)).map((line) => Array.isArray(line) && line[2])).toEqual([
      "delivered",
      "delivered",
      "parked",
    ]);
  });

  it("that matches no delivery is reported", async () => {
    const text = `events: [${ORDER}]\nreviews: [{ at: +1h, approve: gift }, { at: +2h, flow: order, discard: gift }]\nexpect: []`;
    const { idleReviews } = await play(text);
    expect(idleReviews).toMatchObject([{ at: START + 2 * HOUR, decision: "discard", which: { action: "gift" } }]);
  });
});
