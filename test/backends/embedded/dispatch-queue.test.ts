import { DueWork } from "#backends/embedded/due-work.ts";
import { DELAYED_DISPATCHES, EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { NOON } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { dispatchQueueContract } from "../../contracts/dispatch-queue.contract.ts";

// Deliveries start only when the work starts, so all messages are in the file.
dispatchQueueContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  const delayed = new SqliteDelayedMessages(database, commit, DELAYED_DISPATCHES);
  const now = () => NOON;
  const work = new DueWork({ delayed, now, setTimer: () => () => {}, onError: () => {}, maxActive: 10 });
  const queue = new EmbeddedDispatchQueue(work, now);
  return {
    queue,
    later: queue,
    queued: async () =>
      database
        .prepare("SELECT * FROM dispatches")
        .all()
        .map((row) => {
          const dueAt = Number(row["due_at"]);
          return { ...DELAYED_DISPATCHES.toItem(row), ...(dueAt > NOON ? { dueAt } : {}) };
        }),
    close,
  };
});
