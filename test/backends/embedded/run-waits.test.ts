import { DueWork } from "#backends/embedded/due-work.ts";
import { EmbeddedStepsQueue } from "#backends/embedded/embedded-steps-queue.ts";
import { type RunWaitReader, runWaitReader } from "#backends/embedded/run-wait-listing.ts";
import { RUN_WAITS } from "#backends/embedded/run-waits.ts";
import { SqliteRunWaits } from "#backends/embedded/sqlite-run-waits.ts";
import { SqliteWaits } from "#backends/embedded/sqlite-waits.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { waitsContract } from "../../contracts/waits.contract.ts";
import { openStore } from "./opened-store.ts";
import { TestClock } from "./test-clock.ts";

/** Runs that wait in a file of their own, and what woke. */
async function openWaits(readerOf: (opened: ReturnType<typeof openStore>) => RunWaitReader) {
  const opened = openStore();
  const { database, commit } = opened;
  const clock = new TestClock(NOON, () => commit.flush());
  const onError = (error: unknown) => {
    throw error;
  };
  const rows = new SqliteWaits(database, commit, RUN_WAITS);
  const work = new DueWork({ waits: rows, now: clock.now, setTimer: clock.setTimer, onError, maxActive: 10 });
  const woken: RunMessage[] = [];
  await work.start(async (run) => {
    woken.push(run);
    return "done";
  }, NOON);
  const onSooner = () => work.lookAgain();
  return {
    waits: new SqliteRunWaits({ database, commit, reader: readerOf(opened), now: clock.now, onSooner }),
    queue: new EmbeddedStepsQueue(work),
    woken,
    clock,
    database,
    moveTo: (time: number) => clock.moveTo(time),
    async close() {
      await work.stop();
      await opened.close();
    },
  };
}

waitsContract("SQLite", () => openWaits(({ database }) => runWaitReader(database)));

waitsContract("SQLite, read in a worker", async () => {
  const listings: WorkerListing[] = [];
  const opened = await openWaits(({ path }) => {
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
