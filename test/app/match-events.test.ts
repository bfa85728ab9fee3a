import { describe, expect, it } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { dispatchesOf, type MatchingPorts, matchEvent, matchEvents } from "#app/match-events.ts";
import type { Dispatch, EventDeadLetter } from "#app/ports.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { NOON, sampleEvent } from "../contracts/delivery-samples.ts";
import { sampleEventMessage } from "../contracts/events-queue.contract.ts";
import { sampleFlow } from "../contracts/flow-publication.contract.ts";

/** Ports that note what is sent, in order; those named in `broken` fail. */
function noted(flows: readonly Flow[], broken: readonly string[] = []) {
  const effects: string[] = [];
  const sent: (readonly Dispatch[])[] = [];
  const letters: EventDeadLetter[] = [];
  const effect = async (name: string, run: () => void) => {
    effects.push(name);
    if (broken.includes(name)) throw new Error(`${name} is broken`);
    run();
  };
  const catalogue = compileCatalogue("1", flows);
  const ports: MatchingPorts = {
    catalogue: { current: () => effect("catalogue", () => {}).then(() => catalogue) },
    dispatchQueue: {
      send: (dispatches) => effect("dispatch", () => void sent.push(dispatches)),
      sendLater: () => Promise.reject(new Error("matching makes nothing wait")),
    },
    eventsDeadLetters: { send: (letter) => effect("dead letter", () => void letters.push(letter)) },
    sha256Hex,
  };
  return { ports, catalogue, effects, sent, letters };
}

function order(id: string, changes: object = {}): EventMessage {
  const body = { metric: "Placed Order", profile: { email: "ada@customer.example" }, unique_id: id, ...changes };
  return sampleEventMessage({ request_id: `request-${id}`, body: JSON.stringify(body) });
}

const bad = sampleEventMessage({ request_id: "request-bad", body: '{"metric":""}' });
const noJson = sampleEventMessage({ request_id: "request-none", body: "<order/>" });

describe("events", () => {
  it("lead to the deliveries of each flow that they start, sent together", async () => {
    const { ports, effects, sent } = noted([sampleFlow("a"), sampleFlow("b"), sampleFlow("c", { status: "draft" })]);
    await matchEvents(ports, [order("1"), order("2")]);
    expect(effects).toEqual(["catalogue", "dispatch"]);
    const told = sent.flat().map(({ message }) => `${message.event.unique_id} ${message.flow_id}`);
    expect(told.sort()).toEqual(["1 a", "1 b", "2 a", "2 b"]);
  });

  it("that nothing matches send nothing", async () => {
    const { ports, effects } = noted([sampleFlow("a")]);
    await matchEvents(ports, [order("1", { metric: "Viewed Product" }), order("2", { backfill: true })]);
    await matchEvents(ports, []);
    expect(effects).toEqual(["catalogue", "catalogue"]);
  });

  it("that can't be understood become dead letters, with all their problems, and their neighbours are sent", async () => {
    const { ports, sent, letters } = noted([sampleFlow("a")]);
    await matchEvents(ports, [bad, order("1"), noJson]);
    expect(letters).toMatchObject([
      { message: bad, reason: "event-invalid", problems: [{ pointer: "/metric" }, { pointer: "/profile" }] },
      { message: noJson, reason: "event-not-json", problems: [{ pointer: "" }] },
    ]);
    expect(sent.flat()).toHaveLength(1);
  });

  it.each(["catalogue", "dead letter", "dispatch"])("come again when the %s is broken", async (broken) => {
    const { ports, sent } = noted([sampleFlow("a")], [broken]);
    await expect(matchEvents(ports, [order("1"), bad, order("2")])).rejects.toThrow(`${broken} is broken`);
    expect(sent).toEqual([]);
  });

  it("that come twice lead to the same deliveries, to the last byte", async () => {
    const { ports, sent } = noted([sampleFlow("a"), sampleFlow("b")]);
    await matchEvents(ports, [order("1")]);
    await matchEvents(ports, [order("1")]);
    expect(JSON.stringify(sent[1])).toBe(JSON.stringify(sent[0]));
  });

  it("that are parsed already are matched in the same way", async () => {
    const { ports, sent, effects } = noted([sampleFlow("a")]);
    await matchEvent(ports, sampleEvent());
    await matchEvent(ports, sampleEvent({ metric: "Viewed Product" }));
    expect([sent.flat().length, effects]).toEqual([1, ["catalogue", "dispatch", "catalogue"]]);
    await expect(matchEvent(noted([sampleFlow("a")], ["dispatch"]).ports, sampleEvent())).rejects.toThrow();
  });
});

describe("a delivery", () => {
  it("is the first attempt of the first round, of the time at which its event was received", () => {
    const event = sampleEvent();
    const { catalogue } = noted([sampleFlow("a")]);
    expect(dispatchesOf(catalogue, event)).toEqual([
      {
        target: "https://api.example.com",
        message: {
          v: 1,
          kind: "delivery",
          event,
          flow_id: "a",
          action_id: "send",
          round: 1,
          attempt: 1,
          started_at: event.received_at,
          due_at: event.received_at,
        },
      },
    ]);
  });

  it("comes of each live action on the way, for its own target", () => {
    const { flows } = loadFlows([{ path: "chain.yaml", text: CHAIN }]);
    const { catalogue } = noted(flows);
    const told = dispatchesOf(catalogue, sampleEvent()).map(({ target, message }) => [message.action_id, target]);
    expect(told).toEqual([
      ["first", "https://a.example"],
      ["third", "http://b.example:8080"],
    ]);
  });

  it("depends on dates as they were when its event was received, not as they are now", () => {
    const condition = {
      type: "metric-property",
      field: "Due",
      filter: { type: "date", operator: "in-the-next", unit: "day", quantity: 1 },
    } as const;
    const flow = sampleFlow("a");
    const trigger = {
      type: "metric" as const,
      id: "Placed Order",
      trigger_filter: { condition_groups: [{ conditions: [condition] }] },
    };
    const { catalogue } = noted([{ ...flow, definition: { ...flow.definition, triggers: [trigger] } }]);
    const due = (received_at: number) =>
      dispatchesOf(catalogue, sampleEvent({ properties: { Due: "2026-07-02T08:00:00Z" }, received_at })).length;
    expect([due(NOON), due(NOON - 7 * 86_400_000)]).toEqual([1, 0]);
  });
});

const CHAIN = `
id: chain
name: Three in a row
status: live
definition:
  triggers: [{ type: metric, id: Placed Order }]
  entry_action_id: first
  actions:
    - { id: third, type: send-webhook, data: { status: live, message: { url: "http://B.example:8080/x?y={{ event.OrderId }}" } } }
    - { id: second, type: send-webhook, links: { next: third }, data: { status: draft, message: { url: "https://c.example/" } } }
    - { id: first, type: send-webhook, links: { next: second }, data: { status: live, message: { url: "https://a.example" } } }
`;
