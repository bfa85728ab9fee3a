import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openDatabase } from "#backends/embedded/database.ts";
import { DueWork } from "#backends/embedded/due-work.ts";
import { DELAYED_RUNS, EmbeddedStepsQueue } from "#backends/embedded/embedded-steps-queue.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { MIGRATIONS } from "#backends/embedded/schema.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { CANCELLED_MS, SqliteWaitingRuns } from "#backends/embedded/sqlite-waiting-runs.ts";
import { countRuns, listRuns, rowsOfRun, type WaitingRunReader } from "#backends/embedded/waiting-run-listing.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { waitingRun } from "#core/runs/waiting-run.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { openStore, waitingRunReader } from "#support/opened-store.ts";
import { sampleRun } from "#support/run-samples.ts";
import { TestClock } from "#support/test-clock.ts";
import { waitingRunsContract } from "../../contracts/waiting-runs.contract.ts";

/** Waiting runs in a separate file, and the runs whose wait ended. */
async function openWaitingRuns(readerOf: (opened: ReturnType<typeof openStore>) => WaitingRunReader) {
  const opened = openStore();
  const { database, commit } = opened;
  const clock = new TestClock(NOON, () => commit.flush());
  const onError = (error: unknown) => {
    throw error;
  };
  const rows = new SqliteDelayedMessages(database, commit, DELAYED_RUNS);
  const work = new DueWork({ delayed: rows, now: clock.now, setTimer: clock.setTimer, onError, maxActive: 10 });
  const woken: RunMessage[] = [];
  await work.start(async (run) => {
    woken.push(run);
    return "done";
  }, NOON);
  const onSooner = () => work.lookAgain();
  return {
    waitingRuns: new SqliteWaitingRuns({ database, commit, reader: readerOf(opened), now: clock.now, onSooner }),
    queue: new EmbeddedStepsQueue(work),
    woken,
    clock,
    database,
    commit,
    moveTo: (time: number) => clock.moveTo(time),
    async close() {
      await work.stop();
      await opened.close();
    },
  };
}

waitingRunsContract("SQLite", () => openWaitingRuns(({ database }) => waitingRunReader(database)));

waitingRunsContract("SQLite, read in a worker", async () => {
  const listings: WorkerListing[] = [];
  const opened = await openWaitingRuns(({ path }) => {
    listings.push(new WorkerListing(path));
    return listings[0] as WorkerListing; // just pushed
  });
  return {
    ...opened,
    async close() {
      await listings[0]?.close();
      await opened.close();
    },
  };
});

const HOUR_MS = 3_600_000;

/** Runs of one flow; each one waits for an hour, and slightly longer than the previous one. */
function runsOf(count: number, changes: Partial<RunMessage> = {}): RunMessage[] {
  return Array.from({ length: count }, (_, index) =>
    sampleRun({ flow_id: "cart", action_id: "remind", due_at: NOON + HOUR_MS + index, ...changes }),
  );
}

const keyOf = ({ event, flow_id }: RunMessage) => ({ event_id: event.id, flow_id });

describe("a run that is cancelled", () => {
  it.each([
    ["by its event and flow", keyOf],
    ["as it was listed", waitingRun],
  ])("%s ends its wait at once, and no row of it remains", async (_, asked) => {
    const opened = await openWaitingRuns(({ database }) => waitingRunReader(database));
    const [run = sampleRun(), other = sampleRun()] = runsOf(2, { started_at: NOON - 500 * HOUR_MS });
    await opened.queue.send([run, other]);
    await opened.moveTo(NOON + 1);
    await opened.waitingRuns.cancel(asked(run));
    await opened.moveTo(NOON + 2);
    expect(opened.woken).toEqual([run]);
    expect(opened.database.prepare("SELECT due_at FROM run_waits").all()).toEqual([{ due_at: other.due_at }]);
    await opened.moveTo(NOON + 2 * HOUR_MS);
    expect(opened.woken).toEqual([run, other]);
    await opened.close();
  });

  it("keeps its due time if that has passed", async () => {
    const opened = await openWaitingRuns(({ database }) => waitingRunReader(database));
    const [run = sampleRun()] = runsOf(1, { due_at: NOON - 5 });
    opened.database.exec(`INSERT INTO run_waits (started_hour, id, due_at, flow_id, action_id, message, taken)
      VALUES (0, '${run.event.id}:cart:remind', ${NOON - 5}, 'cart', 'remind', '{}', 1)`);
    await opened.waitingRuns.cancel(keyOf(run));
    expect(opened.database.prepare("SELECT due_at, taken FROM run_waits").all()).toEqual([
      { due_at: NOON - 5, taken: 1 },
    ]);
    await opened.close();
  });

  it("is deleted after the longest possible wait plus thirty days, and later ones are kept", async () => {
    const opened = await openWaitingRuns(({ database }) => waitingRunReader(database));
    const { database, clock, waitingRuns } = opened;
    const retention = new Retention(database, opened.commit);
    const [first = sampleRun(), second = sampleRun()] = runsOf(2);
    await waitingRuns.cancel(keyOf(first));
    await clock.moveTo(NOON + 1);
    await waitingRuns.cancel(keyOf(second));
    // A second cancellation does not change the time of the first one.
    await waitingRuns.cancel(keyOf(first));
    const known = () => Promise.all([first, second].map((run) => waitingRuns.isCancelled(keyOf(run))));
    await retention.purge(NOON + CANCELLED_MS - 1);
    expect(await known()).toEqual([true, true]);
    await retention.purge(NOON + CANCELLED_MS);
    expect(await known()).toEqual([false, true]);
    expect(CANCELLED_MS).toBe(761 * 24 * HOUR_MS);
    await opened.close();
  });
});

describe("runs that are due in the same millisecond", () => {
  it("are each on exactly one page, in the order of their arrival", async () => {
    const { database, queue, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    const runs = runsOf(25, { due_at: NOON + HOUR_MS });
    await queue.send(runs);
    const listed = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const from = cursor === "" ? {} : { cursor };
      const page = listRuns(database, { flow: "cart", limit: 4, ...from }, NOON);
      listed.push(...page.runs);
      cursor = page.next;
    }
    expect(listed).toEqual(runs.map(waitingRun));
    await close();
  });

  it("are skipped if they became due between two pages", async () => {
    const { database, queue, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    const [later = sampleRun()] = runsOf(1, { due_at: NOON + 2 * HOUR_MS });
    await queue.send([...runsOf(5, { due_at: NOON + HOUR_MS }), later]);
    const { next = "" } = listRuns(database, { flow: "cart", limit: 2 }, NOON);
    const rest = listRuns(database, { flow: "cart", limit: 9, cursor: next }, NOON + HOUR_MS);
    expect(rest).toEqual({ runs: [waitingRun(later)] });
    await close();
  });
});

describe("a count", () => {
  it("ends at a limit for each action, and is marked as incomplete", async () => {
    const { database, queue, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    await queue.send([...runsOf(3, { action_id: "again" }), ...runsOf(5)]);
    const counted = (most: number) => countRuns(database, "cart", NOON, most);
    const counts = (again: number, remind: number) => [
      { action_id: "again", waits: again },
      { action_id: "remind", waits: remind },
    ];
    expect(counted(5)).toEqual({ counts: counts(3, 5), complete: true });
    expect(counted(4)).toEqual({ counts: counts(3, 4), complete: false });
    await close();
  });
});

describe("the rows of a run", () => {
  it("are found for any start time, without rows of other runs whose ids have the same beginning", async () => {
    const { database, queue, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    const event = sampleEvent();
    const at = (changes: Partial<RunMessage>) =>
      sampleRun({ event, flow_id: "cart", due_at: NOON + HOUR_MS, ...changes });
    await queue.send([
      ...runsOf(3),
      at({ action_id: "remind", started_at: NOON - 3 * HOUR_MS }),
      at({ action_id: "Again", started_at: NOON - 900 * HOUR_MS }),
      at({ flow_id: "cart-2" }),
      at({ flow_id: "car" }),
      at({ event: sampleEvent({ id: `${event.id}0` }) }),
    ]);
    expect(rowsOfRun(database, { event_id: event.id, flow_id: "cart" }).sort()).toEqual([4, 5]);
    expect(rowsOfRun(database, { event_id: "evt_none", flow_id: "cart" })).toEqual([]);
    await close();
  });

  it("are empty in a store without waiting runs", async () => {
    const { database, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    expect(rowsOfRun(database, { event_id: "evt_none", flow_id: "cart" })).toEqual([]);
    await close();
  });
});

it.each(["", "remind", "remind x y", "~ ~ ~", "漢字 9 9", "9".repeat(400)])(
  "a text that is not a cursor (%j) causes no error",
  async (cursor) => {
    const { database, queue, close } = await openWaitingRuns(({ database: own }) => waitingRunReader(own));
    await queue.send(runsOf(2));
    expect(listRuns(database, { flow: "cart", limit: 1, cursor }, NOON)).toHaveProperty("runs");
    await close();
  },
);

it("waiting runs in a store of the previous version can be listed", () => {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-old-"));
  const path = join(directory, "flowhook.db");
  const old = new DatabaseSync(path);
  for (const step of MIGRATIONS.slice(0, 2)) old.exec(step);
  const [run = sampleRun()] = runsOf(1);
  old
    .prepare(`INSERT INTO run_waits (started_hour, id, due_at, flow_id, action_id, message)
      VALUES (1, ?, ?, 'cart', 'remind', ?)`)
    .run(`${run.event.id}:cart:remind`, run.due_at, JSON.stringify(run));
  old.exec("PRAGMA user_version = 2");
  old.close();
  const database = openDatabase(path);
  expect(listRuns(database, { flow: "cart", limit: 5 }, NOON)).toEqual({ runs: [waitingRun(run)] });
  database.close();
  rmSync(directory, { recursive: true });
});
