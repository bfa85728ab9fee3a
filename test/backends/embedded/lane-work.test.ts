// Work on the deliveries in a file, shared fairly among their targets.

import { describe, expect, it } from "vitest";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { DueWork, type Worked } from "#backends/embedded/due-work.ts";
import { DELAYED_DISPATCHES, EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { LaneBacklog } from "#backends/embedded/lane-backlog.ts";
import { LaneWork } from "#backends/embedded/lane-work.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { NOON, sampleMessage } from "#support/delivery-samples.ts";
import { storeOfEachTest } from "#support/opened-store.ts";
import { TestClock } from "#support/test-clock.ts";

const stores = storeOfEachTest();

/** A process over the opened file, with ten permits by default. Deliveries to "slow" stay in flight until they are released. */
function startProcess({ now = NOON, permits = 10, most = (_: string): number | undefined => undefined } = {}) {
  const { database, commit, close } = stores.opened.openAgain();
  stores.others.push({ close });
  const clock = new TestClock(now, () => commit.flush());
  const delayed = new SqliteDelayedMessages(database, commit, DELAYED_DISPATCHES);
  const backlog = new LaneBacklog(database, commit, DELAYED_DISPATCHES);
  const lanes = new LaneWork({ backlog, laneOf: ({ target }: Dispatch) => target, permits, most });
  const begun: Dispatch[] = [];
  const slow: ((worked: Worked) => void)[] = [];
  const due = new DueWork({
    delayed,
    lanes,
    now: clock.now,
    maxActive: permits,
    // Work that a failed test leaves must not run in the store of the next test.
    setTimer: (run, ms) => clock.setTimer(() => stores.others.length > 0 && run(), ms),
    onError: (error) => expect.fail(String(error)),
  });
  const work = (dispatch: Dispatch): Promise<Worked> => {
    begun.push(dispatch);
    return dispatch.target.startsWith("slow") ? new Promise((resolve) => slow.push(resolve)) : Promise.resolve("done");
  };
  const count = (where: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM dispatches WHERE ${where}`).get()?.["n"]);
  const begunOf = (target: string) => begun.filter((one) => one.target === target);
  const queue = new EmbeddedDispatchQueue(due, clock.now);
  /** Waits until all work has stopped that needs no answer of a slow target. */
  const rest = async () => {
    const state = () => `${begun.length} ${count("taken = 0")} ${count("taken = 1")} ${count("taken = 2")}`;
    for (let before = ""; before !== state(); ) {
      before = state();
      await clock.rest();
    }
  };
  return { clock, rest, due, queue, begun, begunOf, slow, count, start: () => due.start(work, now) };
}

const to = (target: string, count: number): Dispatch[] =>
  Array.from({ length: count }, () => ({ target, message: sampleMessage() }));
const waiting = (dispatches: readonly Dispatch[], dueAt = NOON) => dispatches.map((item) => ({ item, dueAt }));

describe("a target that is slow", () => {
  it("receives half of the permits, and due items of others are processed at the same time", async () => {
    const one = startProcess();
    await one.start();
    await one.due.add(waiting([...to("slow", 100), ...to("quick", 100)]));
    await one.rest();
    expect([one.begunOf("slow").length, one.begunOf("quick").length]).toEqual([5, 100]);
    expect([one.count("taken = 1"), one.count("taken = 2"), one.count("taken = 0")]).toEqual([5, 95, 0]);
  });

  it("has its other items set aside; they follow in the order of their due times", async () => {
    const one = startProcess();
    await one.start();
    const dispatches = to("slow", 20);
    await one.due.add(dispatches.map((item, index) => ({ item, dueAt: NOON - index })));
    await one.rest();
    for (let done = 0; done < 20; done++) {
      one.slow[done]?.("done");
      await one.rest();
      expect(one.begun).toHaveLength(Math.min(20, done + 6));
    }
    const indexOf = ({ message }: Dispatch) =>
      dispatches.findIndex((other) => other.message.event.id === message.event.id);
    const aside = one.begun.slice(5).map(indexOf);
    expect(aside).toEqual(aside.toSorted((a, b) => b - a));
    expect(one.count("true")).toBe(0);
  });

  it("has new items set aside at once while its lane is full", async () => {
    const one = startProcess();
    await one.start();
    const sent = to("slow", 8).map((dispatch) => one.queue.send([dispatch]));
    await one.rest();
    expect([one.begun.length, one.count("taken = 2"), one.count("true")]).toEqual([5, 3, 3]);
    for (const finish of one.slow) finish("done");
    await one.rest();
    expect([one.begun.length, one.count("taken = 1")]).toEqual([8, 3]);
    for (const finish of one.slow) finish("done");
    await Promise.all(sent);
    await one.rest();
    expect(one.count("true")).toBe(0);
  });

  it("gives half of its permits to its backlog, even under endless new deliveries", async () => {
    const one = startProcess();
    await one.start();
    const backlog = to("slow", 30);
    await one.due.add(waiting(backlog));
    await one.rest();
    for (let turn = 0; turn < 60; turn++) {
      one.slow.shift()?.("done");
      // The delivery arrives exactly when a permit becomes free, and requests it first.
      for (let step = 0; step < 5; step++) await Promise.resolve();
      for (const fresh of to("slow", 1)) void one.queue.send([fresh]);
      await one.rest();
    }
    const known = new Set(backlog.map(({ message }) => message.event.id));
    const worked = one.begun.filter(({ message }) => known.has(message.event.id));
    expect([worked.length, one.begun.length]).toEqual([30, 65]);
  });

  it("has its due retries set aside as well, and the retries of others continue", async () => {
    const one = startProcess();
    await one.start();
    await one.due.add(waiting(to("slow", 200), NOON + 1_000));
    await one.due.add(waiting(to("quick", 5), NOON + 2_000));
    await one.clock.moveTo(NOON + 3_000);
    await one.rest();
    expect([one.begunOf("slow").length, one.begunOf("quick").length]).toEqual([5, 5]);
  });

  it.each([1, 5, 30])("and %i more slow targets leave permits for others", async (more) => {
    const one = startProcess({ permits: 512 });
    await one.start();
    const slow = Array.from({ length: more + 1 }, (_, index) => to(`slow-${index}`, 300)).flat();
    await one.due.add(waiting([...slow, ...to("quick", 50)]));
    await one.rest();
    expect(one.begunOf("quick").length).toBe(50);
    expect(one.begun.length).toBeLessThanOrEqual(512 + 50);
  });
});

describe("an item that is set aside", () => {
  it("is taken by the next process, and does not count as in progress when the first one ended", async () => {
    const first = startProcess();
    await first.start();
    await first.due.add(waiting(to("slow", 12)));
    await first.rest();
    expect(first.count("taken = 2")).toBe(7);
    const second = startProcess({ now: NOON + 10_000 });
    await second.start();
    await second.rest();
    expect(second.begun).toHaveLength(5);
    for (let turn = 0; turn < 12; turn++) {
      second.slow[turn]?.("done");
      await second.clock.moveTo(NOON + 10_000 + (turn + 1) * 1_000);
    }
    expect([second.begun.length, second.count("true")]).toEqual([12, 0]);
  });

  it("of a target that allows two concurrent requests is processed in pairs", async () => {
    const one = startProcess({ most: (target) => (target === "slow" ? 2 : undefined) });
    await one.start();
    await one.due.add(waiting([...to("slow", 6), ...to("slow-other", 2)]));
    await one.rest();
    expect([one.begunOf("slow").length, one.begunOf("slow-other").length]).toEqual([2, 2]);
    for (const finish of one.slow.splice(0)) finish("done");
    await one.rest();
    expect(one.begunOf("slow")).toHaveLength(4);
  });
});

describe("a single target", () => {
  it("receives a thousand deliveries without writing one of them to the file, if it is fast", async () => {
    const one = startProcess();
    await one.start();
    for (const dispatch of to("quick", 1_000)) await one.queue.send([dispatch]);
    expect([one.begun.length, one.count("true")]).toEqual([1_000, 0]);
  });
});
