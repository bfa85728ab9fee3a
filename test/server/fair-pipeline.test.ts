import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventPipeline } from "#server/event-pipeline.ts";
import { eventually } from "#support/eventually.ts";
import { openStore } from "#support/opened-store.ts";
import { openPipeline, type SendDispatches } from "./opened-pipeline.ts";
import { orderEvent, orderMessage } from "./order-messages.ts";

let opened: ReturnType<typeof openStore>;

beforeEach(() => {
  opened = openStore();
});

afterEach(() => opened.close());

function pipeline(send: SendDispatches) {
  return openPipeline(opened, {
    send,
    onError: (error) => {
      throw error;
    },
  });
}

describe("the keys of senders take turns", () => {
  /** The message of an order; spaces give its body the length. */
  const of = (keyId: string, id: string, length = 1) => {
    const message = orderMessage(id);
    return { ...message, key_id: keyId, body: message.body.padEnd(length) };
  };

  /** Accepts a flood of one key, and then an event of another key. */
  async function flood(flow: EventPipeline, count: number, length = 1): Promise<void> {
    const messages = Array.from({ length: count }, (_, number) => of("flood", `flood-${number}`, length));
    await Promise.all([...messages, of("other", "other")].map((one) => flow.accept(one, orderEvent(one))));
  }

  it.each([
    ["events in memory", 1, 2_500],
    ["events in the file", 20_000, 2_500],
  ])("with %s", async (_, length, count) => {
    const begun: string[] = [];
    const unfinished: (() => void)[] = [];
    const { flow } = pipeline(([one]) => {
      begun.push(one?.message.event.unique_id ?? "");
      return new Promise<void>((resolve) => unfinished.push(resolve));
    });
    await flood(flow, count, length);
    const finish = () => unfinished.shift()?.();
    await eventually("memory is full", () => begun.length === 1_000);
    for (let count = 0; count < 3; count++) finish();
    await eventually("the event of the other key is begun", () => begun.includes("other"));
    await eventually("all are done", () => {
      while (unfinished.length > 0) finish();
      return begun.length === count + 1;
    });
    await flow.stop();
  });

  it("with the events that an earlier process left", async () => {
    await flood(pipeline(() => new Promise<void>(() => {})).flow, 1_500);
    const begun: string[] = [];
    const second = pipeline(async (dispatches) => {
      begun.push(...dispatches.map(({ message: { event } }) => event.unique_id ?? ""));
    });
    await second.flow.start();
    await eventually("all are begun", () => begun.length === 1_501);
    expect(begun.indexOf("other")).toBeLessThanOrEqual(1);
    await second.flow.stop();
  });
});
