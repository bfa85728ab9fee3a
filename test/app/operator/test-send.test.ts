import { describe, expect, it } from "vitest";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { testSend } from "#app/operator/test-send.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { addAttempt } from "#core/delivery/record.ts";
import { isEventId } from "#core/event/event-id.ts";
import { NOON, recordOf, sampleEvent, testedAttempt } from "#support/delivery-samples.ts";
import { checked, type Fields, flowWith, send } from "#support/flow-files.ts";

const webhook = (id: string, next?: string) =>
  send(id, next, { message: { url: `https://${id}.example/`, body: { a: 1 } } });
const draft = (id: string, ...actions: readonly Fields[]) => checked(flowWith(actions, {}, { id, status: "draft" }));
const FLOWS = [draft("one", webhook("send")), draft("two", webhook("first", "second"), webhook("second"))];

/** Test sends over a queue that answers after this many pauses, or never if the number is undefined. */
function world(answersAfter: number | undefined) {
  const sent: Dispatch[] = [];
  const pauses: number[] = [];
  let requests = 0;
  const never = () => Promise.reject(new Error("this port must not be called"));
  const ports = {
    catalogue: { current: async () => compileCatalogue("1", FLOWS) },
    dispatchQueue: {
      send: async (dispatches: readonly Dispatch[]) => void sent.push(...dispatches),
    },
    store: {
      claim: never,
      record: never,
      list: never,
      get: async () => {
        const [first] = sent;
        if (first === undefined || answersAfter === undefined || pauses.length < answersAfter) return undefined;
        return addAttempt(undefined, recordOf(first.message, testedAttempt(first.message)));
      },
    },
    now: () => NOON,
    newRequestId: () => `request-${++requests}`,
    sha256Hex,
    pause: async (ms: number) => void pauses.push(ms),
  };
  return { ports, sent, pauses };
}

const event = sampleEvent();

describe("a test send", () => {
  it("is a delivery of a new event, with the data of the given one and the current secrets", async () => {
    const { ports, sent } = world(0);
    const result = await testSend(ports, { flow: "one", event });
    const [dispatch] = sent;
    const id = dispatch?.message.event.id ?? "";
    expect(result).toMatchObject({ type: "tested", record: { id: `${id}:one:send`, status: "tested" } });
    expect([isEventId(id), id === event.id]).toEqual([true, false]);
    expect(sent).toEqual([
      {
        target: "https://send.example",
        message: {
          v: 1,
          kind: "delivery",
          event: { ...event, id },
          flow_id: "one",
          action_id: "send",
          round: 1,
          attempt: 1,
          started_at: NOON,
          due_at: NOON,
          secrets_since: NOON,
          test: true,
        },
      },
    ]);
  });

  it("is a new delivery each time", async () => {
    const { ports, sent } = world(0);
    for (let time = 0; time < 2; time++) await testSend(ports, { flow: "one", event });
    expect(new Set(sent.map(({ message }) => message.event.id)).size).toBe(2);
  });

  it("waits for its outcome", async () => {
    const { ports, pauses } = world(3);
    expect(await testSend(ports, { flow: "one", event })).toMatchObject({ type: "tested" });
    expect(pauses).toEqual([100, 200, 300]);
  });

  it("returns its id after twenty seconds", async () => {
    const { ports, pauses, sent } = world(undefined);
    const result = await testSend(ports, { flow: "one", event });
    expect(result).toEqual({ type: "sent", id: `${sent[0]?.message.event.id}:one:send` });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(20_000);
  });

  it("returns its id in time even if each check is slow", async () => {
    const { ports } = world(undefined);
    let time = NOON;
    const pass = async (ms: number): Promise<undefined> => {
      time += ms;
    };
    const slow = {
      ...ports,
      now: () => time,
      pause: pass,
      store: { ...ports.store, get: () => pass(1_000) },
    };
    expect(await testSend(slow, { flow: "one", event })).toMatchObject({ type: "sent" });
    expect(time - NOON).toBeLessThan(22_000);
  });

  it("is of the named action if the flow has several", async () => {
    const { ports, sent } = world(0);
    expect(await testSend(ports, { flow: "two", action: "second", event })).toMatchObject({ type: "tested" });
    expect(sent).toMatchObject([{ target: "https://second.example", message: { action_id: "second" } }]);
  });

  it.each([
    ["a missing flow", { flow: "three" }, { type: "no-flow", known: ["one", "two"] }],
    ["one of several actions", { flow: "two" }, { type: "no-action", known: ["first", "second"] }],
    ["a missing action", { flow: "one", action: "sent" }, { type: "no-action", known: ["send"] }],
  ])("of %s is refused", async (_, asked, expected) => {
    const { ports, sent } = world(0);
    expect(await testSend(ports, { ...asked, event })).toEqual(expected);
    expect(sent).toEqual([]);
  });
});
