import { expect, it } from "vitest";
import { DueWork } from "#backends/embedded/due-work.ts";
import { DELAYED_RUNS } from "#backends/embedded/embedded-steps-queue.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { NOON } from "#support/delivery-samples.ts";
import { storeOfEachTest } from "#support/opened-store.ts";
import { sampleRun } from "#support/run-samples.ts";
import { TestClock } from "#support/test-clock.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const stores = storeOfEachTest();

/** An item that waits for an hour, in a process whose timers use a monotonic clock. */
async function waitsForAnHour() {
  const { database, commit, close } = stores.opened.openAgain();
  stores.others.push({ close });
  const timers = new TestClock(NOON, () => commit.flush());
  const time = { setBy: 0 };
  const now = () => timers.now() + time.setBy;
  const begunAt: number[] = [];
  const due = new DueWork({
    delayed: new SqliteDelayedMessages(database, commit, DELAYED_RUNS),
    now,
    setTimer: timers.setTimer,
    maxActive: 10,
    onError: (error) => expect(error).toBeUndefined(),
  });
  await due.start(async () => {
    begunAt.push(timers.now() - NOON);
    return "done";
  }, NOON);
  const item = sampleRun({ due_at: NOON + HOUR });
  await due.add([{ item, dueAt: item.due_at }]);
  return { timers, time, begunAt };
}

it("an item that waits for an hour is processed within a minute after the clock is set forward an hour, or the machine slept", async () => {
  const { timers, time, begunAt } = await waitsForAnHour();
  await timers.moveTo(NOON + 5 * MINUTE);
  time.setBy = HOUR;
  await timers.moveTo(NOON + 6 * MINUTE);
  expect(begunAt.length).toBe(1);
});

it("an item that waits for an hour is processed once, at its time on the clock that was set back", async () => {
  const { timers, time, begunAt } = await waitsForAnHour();
  await timers.moveTo(NOON + 5 * MINUTE);
  time.setBy = -HOUR;
  await timers.moveTo(NOON + 2 * HOUR - 1);
  expect(begunAt).toEqual([]);
  await timers.moveTo(NOON + 4 * HOUR);
  expect(begunAt).toEqual([2 * HOUR]);
});
