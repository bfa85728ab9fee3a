import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DELAYED_DISPATCHES } from "#backends/embedded/embedded-dispatch-queue.ts";
import { DELAYED_RUNS } from "#backends/embedded/embedded-steps-queue.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import { KnownEvents, knownEvents, RecentEvents } from "#server/known-events.ts";
import { NOON, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { orderEvent, orderMessage } from "./order-messages.ts";

const NOTHING_RECORDED = async () => false;
const stored = async () => {};
const event = sampleEvent();
const backfill = { ...event, backfill: true };

describe("an accepted event", () => {
  it.each([
    ["is a duplicate of its earlier copy", [event, event], ["stored", "duplicate"]],
    ["is no duplicate of another event", [event, sampleEvent()], ["stored", "stored"]],
    ["is no duplicate of a backfilled copy", [backfill, event, event], ["stored", "stored", "duplicate"]],
    ["is a duplicate if it is backfilled after its copy", [event, backfill], ["stored", "duplicate"]],
    ["is a duplicate if it is backfilled twice", [backfill, backfill], ["stored", "duplicate"]],
  ])("%s", async (_, sent, answers) => {
    const known = new KnownEvents(NOTHING_RECORDED);
    const given: string[] = [];
    for (const one of sent) given.push(await known.accept(one, stored));
    expect(given).toEqual(answers);
  });

  it("is a duplicate if it has a record, also when the memory has forgotten it", async () => {
    const known = new KnownEvents(async (id) => id === event.id, new RecentEvents(1));
    for (let index = 0; index < 10; index++) await known.accept(sampleEvent(), stored);
    expect(await known.accept(event, stored)).toBe("duplicate");
  });

  it("is no duplicate of itself, although its delivery is recorded before it is answered", async () => {
    let recorded = false;
    const known = new KnownEvents(async () => recorded);
    const store = async () => {
      recorded = true;
    };
    expect(await known.accept(event, store)).toBe("stored");
  });
});

describe("copies that are stored at the same time", () => {
  it("have one that is no duplicate", async () => {
    const known = new KnownEvents(NOTHING_RECORDED);
    const turn = () => new Promise<void>(setImmediate);
    const answers = await Promise.all(Array.from({ length: 100 }, () => known.accept(event, turn)));
    expect(answers.filter((answer) => answer === "stored")).toHaveLength(1);
  });

  it("are no duplicates of a copy that could not be stored", async () => {
    const known = new KnownEvents(NOTHING_RECORDED);
    const failing = known.accept(event, async () => {
      throw new Error("the disk is full");
    });
    const other = known.accept(event, stored);
    await expect(failing).rejects.toThrow("the disk is full");
    expect(await other).toBe("stored");
  });
});

describe("after a start, a known event", () => {
  let opened: ReturnType<typeof openStore>;
  beforeEach(() => {
    opened = openStore();
  });
  afterEach(() => opened.close());

  const answerTo = (sent: { readonly id: string }) =>
    knownEvents(opened.database, NOTHING_RECORDED, new Map()).accept(sent, stored);

  it("is one that is accepted and not processed yet", async () => {
    const message = orderMessage("1");
    await new SqliteEventsQueue(opened.database, opened.commit).add(message);
    expect(await answerTo(orderEvent(message))).toBe("duplicate");
    expect(await answerTo(orderEvent(orderMessage("2")))).toBe("stored");
  });

  it("has a waiting run", async () => {
    const { round: _round, attempt: _attempt, ...run } = sampleMessage({ event });
    const waits = new SqliteDelayedMessages(opened.database, opened.commit, DELAYED_RUNS);
    await waits.add([{ item: { ...run, kind: "run" }, dueAt: NOON }]);
    expect(await answerTo(event)).toBe("duplicate");
  });

  it("has a waiting delivery", async () => {
    const dispatches = new SqliteDelayedMessages(opened.database, opened.commit, DELAYED_DISPATCHES);
    const item = { message: sampleMessage({ event }), target: "https://hook.example" };
    await dispatches.add([{ item, dueAt: NOON }]);
    expect(await answerTo(event)).toBe("duplicate");
  });

  it("is not one that more characters of newer events precede than a start reads", async () => {
    const events = new SqliteEventsQueue(opened.database, opened.commit);
    const [oldest, newest] = [orderMessage("oldest"), orderMessage("newest")];
    const large = (index: number) => ({ ...orderMessage(String(index)), body: " ".repeat(256 * 1024) });
    const sizes = Array.from({ length: 64 }, (_, index) => large(index));
    for (const message of [oldest, ...sizes, newest]) await events.add(message);
    expect([await answerTo(orderEvent(oldest)), await answerTo(orderEvent(newest))]).toEqual(["stored", "duplicate"]);
  });
});

it("remembers at least the promised number of events, and never more than twice as many", () => {
  const recent = new RecentEvents(3);
  const ids = Array.from({ length: 20 }, (_, index) => `evt_${index}`);
  for (const [index, id] of ids.entries()) {
    expect(recent.has(id)).toBe(false);
    recent.add(id);
    for (const known of ids.slice(Math.max(0, index - 2), index + 1)) expect(recent.has(known)).toBe(true);
    expect(ids.filter((one) => recent.has(one)).length).toBeLessThanOrEqual(6);
  }
});
