import { describe, expect, it } from "vitest";
import { matchEvents, matchParsed } from "#app/runs/match-events.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { checked, checkedFlow, counted, flowWith, groups, sampleFlow, send, wait } from "#support/flow-files.ts";
import { sampleEventMessage } from "../../contracts/events-queue.contract.ts";
import { runWorld, sentActions } from "./run-world.ts";

function order(id: string, changes: object = {}): EventMessage {
  const body = { metric: "Placed Order", profile: { email: "ada@customer.example" }, unique_id: id, ...changes };
  return sampleEventMessage({ request_id: `request-${id}`, body: JSON.stringify(body) });
}

const bad = sampleEventMessage({ request_id: "request-bad", body: '{"metric":""}' });
const noJson = sampleEventMessage({ request_id: "request-none", body: "<order/>" });

/** A flow on orders that sends, waits and sends again, if there was no earlier order in its timeframe. */
const SINCE_START = { operator: "flow-start" };
const waiting = checkedFlow([send("a", "w"), wait("w", 1, "b"), send("b")], {
  triggers: [{ type: "metric", id: "Placed Order" }],
  profile_filter: groups(counted("Placed Order", "equals", 0, SINCE_START)),
});

describe("events", () => {
  it("lead to the deliveries of each flow that they start, sent together", async () => {
    const { ports, effects, sent } = runWorld([sampleFlow("a"), sampleFlow("b"), sampleFlow("c", { status: "draft" })]);
    await matchEvents(ports, [order("1"), order("2")]);
    expect(effects).toEqual(["catalogue", "dispatch"]);
    const started = sent.flat().map(({ message }) => `${message.event.unique_id} ${message.flow_id}`);
    expect(started.sort()).toEqual(["1 a", "1 b", "2 a", "2 b"]);
  });

  it("are all stored before any of them is matched, and waits are sent before deliveries", async () => {
    const { ports, effects, waits, remembered } = runWorld([waiting]);
    const other = { profile: { email: "grace@customer.example" } };
    await matchEvents(ports, [order("1"), order("2", other)]);
    expect(effects).toEqual(["catalogue", "remember", "history", "history", "wait", "dispatch"]);
    expect([remembered.length, waits.length]).toEqual([2, 2]);
  });

  it("that match no flow send nothing", async () => {
    const { ports, effects } = runWorld([sampleFlow("a")]);
    await matchEvents(ports, [order("1", { metric: "Viewed Product" }), order("2", { backfill: true })]);
    await matchEvents(ports, []);
    expect(effects).toEqual(["catalogue", "catalogue"]);
  });

  it("that are invalid become dead letters with all their problems, and the events next to them are sent", async () => {
    const { ports, sent, letters } = runWorld([sampleFlow("a")]);
    await matchEvents(ports, [bad, order("1"), noJson]);
    expect(letters).toMatchObject([
      { message: bad, reason: "event-invalid", problems: [{ pointer: "/metric" }, { pointer: "/profile" }] },
      { message: noJson, reason: "event-not-json", problems: [{ pointer: "" }] },
    ]);
    expect(sent.flat()).toHaveLength(1);
  });

  it("that programs read differently become dead letters with the place, also where no function checked them before", async () => {
    const { ports, letters } = runWorld([sampleFlow("a")]);
    const twice = { ...noJson, body: '{"metric":"m","profile":{"id":"1"},"properties":{"a":1,"a":2}}' };
    const half = { ...noJson, body: '{"metric":"m","profile":{"id":"\\ud83d"}}' };
    await matchEvents(ports, [twice, half]);
    expect(letters).toMatchObject([
      { message: twice, reason: "event-invalid", problems: [{ pointer: "/properties/a" }] },
      { message: half, reason: "event-invalid", problems: [{ pointer: "/profile/id" }] },
    ]);
  });

  it.each(["catalogue", "dead letter", "remember", "history", "wait", "dispatch"])(
    "stay in the queue if the %s is broken",
    async (broken) => {
      const { ports, sent } = runWorld([waiting], [broken]);
      await expect(matchEvents(ports, [order("1"), bad, order("2")])).rejects.toThrow(`${broken} is broken`);
      expect(sent).toEqual([]);
    },
  );

  it("that are redelivered lead to the same deliveries and waits, byte for byte", async () => {
    const { ports, sent, waits } = runWorld([waiting, sampleFlow("b")]);
    await matchEvents(ports, [order("1")]);
    await matchEvents(ports, [order("1")]);
    expect(JSON.stringify(sent[1])).toBe(JSON.stringify(sent[0]));
    expect(JSON.stringify(waits[1])).toBe(JSON.stringify(waits[0]));
  });

  it("that are already parsed are matched in the same way", async () => {
    const { ports, sent, effects } = runWorld([sampleFlow("a")]);
    await matchParsed(ports, [sampleEvent()]);
    await matchParsed(ports, [sampleEvent({ metric: "Viewed Product" })]);
    expect([sent.flat().length, effects]).toEqual([1, ["catalogue", "dispatch", "catalogue"]]);
    await expect(matchParsed(runWorld([sampleFlow("a")], ["dispatch"]).ports, [sampleEvent()])).rejects.toThrow();
  });
});

describe("a delivery", () => {
  it("is sent for each live action on the path, to its own target", async () => {
    const { ports, sent } = runWorld([checked(CHAIN)]);
    await matchParsed(ports, [sampleEvent()]);
    expect(sent.flat().map(({ target, message }) => [message.action_id, target])).toEqual([
      ["first", "https://a.example"],
      ["third", "http://b.example:8080"],
    ]);
  });

  it("uses the dates of its event's receipt: neither those of the event's own time nor the current ones", async () => {
    const condition = {
      type: "metric-property",
      field: "Due",
      filter: { type: "date", operator: "in-the-next", unit: "hour", quantity: 2 },
    };
    const trigger_filter = { condition_groups: [{ conditions: [condition] }] };
    const triggers = [{ type: "metric", id: "Placed Order", trigger_filter }];
    const { ports, sent } = runWorld([checkedFlow([send("a")], { triggers })]);
    for (const [received, time] of [
      [0, -180],
      [-180, -180],
      [180, 60],
    ] as const) {
      const MINUTE = 60_000;
      const event = { received_at: NOON + received * MINUTE, time: NOON + time * MINUTE };
      await matchParsed(ports, [sampleEvent({ properties: { Due: "2026-07-01T13:00:00Z" }, ...event })]);
    }
    expect(sent.flat().map(({ message }) => message.event.received_at)).toEqual([NOON]);
    expect(sentActions(sent)).toEqual(["order a"]);
  });
});

const CHAIN = flowWith(
  [
    send("third", undefined, { message: { url: "http://B.example:8080/x?y={{ event.OrderId }}" } }),
    send("second", "third", { status: "draft", message: { url: "https://c.example/" } }),
    send("first", "second", { message: { url: "https://a.example" } }),
  ],
  { entry_action_id: "first" },
  { id: "chain" },
);
