import { DueWork } from "#backends/embedded/due-work.ts";
import { DELAYED_RUNS, EmbeddedStepsQueue } from "#backends/embedded/embedded-steps-queue.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { TestClock } from "#support/test-clock.ts";
import { stepsQueueContract } from "../../contracts/steps-queue.contract.ts";

stepsQueueContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  const clock = new TestClock(NOON, () => commit.flush());
  const delayed = new SqliteDelayedMessages(database, commit, DELAYED_RUNS);
  const onError = (error: unknown) => {
    throw error;
  };
  const work = new DueWork({ delayed, now: clock.now, setTimer: clock.setTimer, onError, maxActive: 10 });
  const handedOver: RunMessage[] = [];
  await work.start(async (run) => {
    handedOver.push(run);
    return "done";
  }, NOON);
  return {
    queue: new EmbeddedStepsQueue(work),
    async handedOverBy(time) {
      await clock.moveTo(time);
      return handedOver;
    },
    async close() {
      await work.stop();
      await close();
    },
  };
});
