import { describe, expect, it } from "vitest";
import { DueWork, type Work, type Worked } from "#backends/embedded/due-work.ts";
import { DELAYED_RUNS } from "#backends/embedded/embedded-steps-queue.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON } from "#support/delivery-samples.ts";
import { storeOfEachTest } from "#support/opened-store.ts";
import { sampleRun } from "#support/run-samples.ts";
import { TestClock } from "#support/test-clock.ts";

/** https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_NODE_TIMER_MS = 2 ** 31 - 1;

const stores = storeOfEachTest();

/** Starts a process over the opened file, and records which items it processes and when. */
function startProcess(work: Work<RunMessage> = async () => "done", { now = NOON, maxActive = 10 } = {}) {
  const { database, commit, close } = stores.opened.openAgain();
  stores.others.push({ close });
  const clock = new TestClock(now, () => commit.flush());
  const delayed = new SqliteDelayedMessages(database, commit, DELAYED_RUNS);
  const begun: { run: RunMessage; ends: number; at: number }[] = [];
  const errors: unknown[] = [];
  const { setTimer } = clock;
  const due = new DueWork({ delayed, now: clock.now, setTimer, onError: (error) => errors.push(error), maxActive });
  const recorded: Work<RunMessage> = (run, ends) => {
    begun.push({ run, ends, at: clock.now() });
    return work(run, ends);
  };
  const rows = () => Number(database.prepare("SELECT count(*) AS n FROM run_waits").get()?.["n"]);
  return { due, clock, delayed, begun, errors, rows, database, start: (from = now) => due.start(recorded, from) };
}

const endless = () => new Promise<Worked>(() => {});
const runsAt = (...times: number[]) => times.map((due_at) => sampleRun({ due_at }));
const waitsOf = (runs: readonly RunMessage[]) => runs.map((item) => ({ item, dueAt: item.due_at }));

describe("a waiting item", () => {
  it("survives the end of the process, and the next process works on it when it is due", async () => {
    const first = startProcess(endless);
    await first.start();
    const [past, future] = [sampleRun({ due_at: NOON + 1_000 }), sampleRun({ due_at: NOON + 7_200_000 })];
    await first.due.add(waitsOf([past, future]));

    const second = startProcess(undefined, { now: NOON + 60_000 });
    await second.start();
    await second.clock.moveTo(NOON + 90_000_000);
    expect(second.begun).toEqual([
      { run: past, ends: 0, at: NOON + 60_000 },
      { run: future, ends: 0, at: NOON + 7_200_000 },
    ]);
    expect(second.rows()).toBe(0);
  });

  it("stays in the file during the work, and is deleted when the work is done", async () => {
    let finish = (_: Worked) => {};
    const one = startProcess(() => new Promise((resolve) => (finish = resolve)));
    await one.start();
    await one.due.add(waitsOf(runsAt(NOON)));
    await one.clock.rest();
    expect([one.begun.length, one.rows()]).toEqual([1, 1]);
    finish("done");
    await one.clock.rest();
    expect(one.rows()).toBe(0);
  });

  it("is processed by one worker at a time, although it is added again in the meantime", async () => {
    const one = startProcess(endless);
    await one.start();
    const waits = waitsOf(runsAt(NOON));
    await one.due.add(waits);
    await one.clock.rest();
    await one.due.add(waits);
    await one.clock.moveTo(NOON + 60_000);
    expect(one.begun).toHaveLength(1);
  });

  it("is processed when it is due, even if that is beyond the longest timer", async () => {
    const one = startProcess();
    await one.start();
    const due_at = NOON + LONGEST_NODE_TIMER_MS + 1;
    await one.due.add(waitsOf(runsAt(due_at)));
    await one.clock.moveTo(due_at - 1);
    expect(one.begun).toEqual([]);
    await one.clock.moveTo(due_at);
    expect(one.begun.map(({ at }) => at)).toEqual([due_at]);
  });

  it("keeps the due time of its first send", async () => {
    const one = startProcess();
    await one.start();
    const run = sampleRun({ due_at: NOON + 5_000 });
    await one.due.add([{ item: run, dueAt: NOON + 5_000 }]);
    await one.due.add([{ item: run, dueAt: NOON + 1_000 }]);
    await one.clock.moveTo(NOON + 60_000);
    expect(one.begun.map(({ at }) => at)).toEqual([NOON + 5_000]);
  });

  it.each(["held", "failed"])("is retried one second later each time it is %s", async (how) => {
    let left = 2;
    const one = startProcess(async () => {
      if (left-- <= 0) return "done";
      if (how === "held") return "held";
      throw new Error("the work fails");
    });
    await one.start();
    await one.due.add(waitsOf(runsAt(NOON)));
    await one.clock.moveTo(NOON + 60_000);
    expect(one.begun.map(({ at, ends }) => [at - NOON, ends])).toEqual([
      [0, 0],
      [1_000, 0],
      [2_000, 0],
    ]);
    expect([one.errors.length, one.rows()]).toEqual([how === "held" ? 0 : 2, 0]);
  });

  it("that can't be parsed is reported at each start, and does not block other items", async () => {
    const first = startProcess();
    await first.start();
    await first.due.add(waitsOf(runsAt(NOON + 1, NOON + 2)));
    first.database.exec(`UPDATE run_waits SET message = '{"v":9}' WHERE due_at = ${NOON + 1}`);
    await first.clock.moveTo(NOON + 60_000);
    expect([first.begun.length, first.errors.length, first.rows()]).toEqual([1, 1, 1]);
    const second = startProcess();
    await second.start();
    await second.clock.moveTo(NOON + 60_000);
    expect([second.begun.length, second.errors.length, second.rows()]).toEqual([0, 1, 1]);
    await second.due.stop();
  });
});

describe("more due items than permits", () => {
  it("are processed in the order of their due times, as permits become free", async () => {
    const finish: ((worked: Worked) => void)[] = [];
    const one = startProcess(() => new Promise((resolve) => finish.push(resolve)), { maxActive: 3 });
    await one.start();
    const runs = runsAt(...Array.from({ length: 8 }, (_, index) => NOON - index));
    await one.due.add(waitsOf(runs));
    await one.clock.rest();
    expect(new Set(one.begun.map(({ run }) => run))).toEqual(new Set(runs.slice(5)));
    for (let begun = 3; begun < 8; begun++) {
      finish.shift()?.("done");
      await one.clock.rest();
      expect([one.begun.length, finish.length]).toEqual([begun + 1, 3]);
    }
  });

  it("are taken by one call at a time", async () => {
    const one = startProcess();
    await one.start();
    const take = one.delayed.take.bind(one.delayed);
    let release = () => {};
    let takings = 0;
    one.delayed.take = async (...args) => {
      takings += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return take(...args);
    };
    for (let index = 0; index < 3; index++) {
      await one.due.add(waitsOf(runsAt(NOON)));
      await one.clock.rest();
    }
    expect(takings).toBe(1);
    release();
    await one.clock.rest();
    expect([one.begun.length, one.rows()]).toEqual([3, 0]);
  });

  it("share the permits with an item that is not in the file, which returns its permit", async () => {
    let finish = (_: Worked) => {};
    const work = ({ flow_id }: RunMessage) =>
      flow_id === "beside" ? new Promise<Worked>((resolve) => (finish = resolve)) : Promise.resolve<Worked>("done");
    const one = startProcess(work, { maxActive: 1 });
    expect(one.due.hasRoomFor(sampleRun())).toBe(false);
    await one.start();
    expect(one.due.hasRoomFor(sampleRun())).toBe(true);
    const worked = one.due.workOn(sampleRun({ flow_id: "beside" }), 0);
    expect(one.due.hasRoomFor(sampleRun())).toBe(false);
    await one.due.add(waitsOf(runsAt(NOON)));
    await one.clock.rest();
    expect(one.begun).toHaveLength(1);
    finish("done");
    expect(await worked).toBe("done");
    await one.clock.rest();
    expect([one.begun.length, one.rows()]).toEqual([2, 0]);
  });
});

describe("a stopping worker", () => {
  it("finishes the items in progress and takes no more", async () => {
    let finish = (_: Worked) => {};
    const one = startProcess(() => new Promise((resolve) => (finish = resolve)), { maxActive: 1 });
    await one.start();
    await one.due.add(waitsOf(runsAt(NOON, NOON + 1)));
    await one.clock.rest();
    let stopped = false;
    const stopping = one.due.stop().then(() => (stopped = true));
    await one.clock.moveTo(NOON + 5_000);
    expect(stopped).toBe(false);
    finish("done");
    await stopping;
    expect([one.begun.length, one.rows()]).toEqual([1, 1]);
  });

  it("returns the items that it was just taking, without counting an end of the process", async () => {
    const one = startProcess();
    await one.start();
    let rowAfterwards: unknown;
    const take = one.delayed.take.bind(one.delayed);
    one.delayed.take = (...args) => {
      const taken = take(...args);
      void one.due.stop().then(() => {
        rowAfterwards = one.database.prepare("SELECT taken, receives, due_at FROM run_waits").get();
      });
      return taken;
    };
    await one.due.add(waitsOf(runsAt(NOON)));
    await one.clock.rest();
    expect(one.begun).toHaveLength(0);
    expect(rowAfterwards).toEqual({ taken: 0, receives: 0, due_at: NOON + 1_000 });
    const next = startProcess(undefined, { now: NOON + 10_000 });
    await next.start();
    await next.clock.rest();
    expect(next.begun.map(({ ends }) => ends)).toEqual([0]);
  });

  it("does not work on items that are passed to it", async () => {
    const one = startProcess();
    await one.start();
    await one.due.stop();
    expect([one.due.hasRoomFor(sampleRun()), await one.due.workOn(sampleRun(), 0)]).toEqual([false, "held"]);
    await one.due.add(waitsOf(runsAt(NOON)));
    await one.clock.moveTo(NOON + 60_000);
    expect([one.begun.length, one.rows()]).toEqual([0, 1]);
  });
});

describe("an item that was in progress when its process ended", () => {
  const RUNS = 6;

  /** A process that ends while it works on `RUNS` runs. */
  async function ended() {
    const first = startProcess(endless);
    await first.start();
    await first.due.add(waitsOf(runsAt(...Array.from({ length: RUNS }, () => NOON))));
    await first.clock.rest();
    expect(first.begun).toHaveLength(RUNS);
  }

  it("is processed alone for a quarter of a second, and counts the ends of processes", async () => {
    await ended();
    const next = startProcess(undefined, { now: NOON + 10_000 });
    const until = await next.start(NOON + 12_000);
    await next.clock.moveTo(NOON + 60_000);
    const times = Array.from({ length: RUNS }, (_, index) => NOON + 12_000 + index * 250);
    expect(next.begun.map(({ at, ends }) => [at, ends])).toEqual(times.map((at) => [at, 1]));
    expect(until).toBe(NOON + 12_000 + RUNS * 250);
  });

  it("is retried in another order at each start, so that a fatal item does not always precede the same items", async () => {
    const orders = new Set<string>();
    await ended();
    for (let start = 1; start <= 8; start++) {
      const next = startProcess(endless, { now: NOON + start * 100_000 });
      await next.start();
      await next.clock.moveTo(NOON + start * 100_000 + RUNS * 250);
      expect(next.begun.map(({ ends }) => ends)).toEqual(Array(RUNS).fill(start));
      orders.add(next.begun.map(({ run }) => run.event.id).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it("is never processed before it is due, although the clock was set back", async () => {
    await ended();
    const next = startProcess(undefined, { now: NOON - 10_000 });
    await next.start();
    await next.clock.moveTo(NOON + 60_000);
    expect(next.begun.map(({ at }) => at)).toEqual(Array(RUNS).fill(NOON));
  });

  it("does not delay other items", async () => {
    await ended();
    const next = startProcess(undefined, { now: NOON + 10_000 });
    await next.start(NOON + 90_000);
    const fresh = sampleRun({ due_at: NOON + 10_500 });
    await next.due.add(waitsOf([fresh]));
    await next.clock.moveTo(NOON + 11_000);
    expect(next.begun).toEqual([{ run: fresh, ends: 0, at: NOON + 10_500 }]);
  });
});
