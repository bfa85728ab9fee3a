import { DISPATCH_WAITS } from "#backends/embedded/dispatch-waits.ts";
import { DueWork } from "#backends/embedded/due-work.ts";
import { EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { SqliteWaits } from "#backends/embedded/sqlite-waits.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { dispatchQueueContract } from "../../contracts/dispatch-queue.contract.ts";
import { openStore } from "./opened-store.ts";

// Nothing is delivered before the work begins, so everything lies in the file.
dispatchQueueContract("SQLite", async () => {
  const { database, commit, close } = openStore();
  const waits = new SqliteWaits(database, commit, DISPATCH_WAITS);
  const now = () => NOON;
  const work = new DueWork({ waits, now, setTimer: () => () => {}, onError: () => {}, maxActive: 10 });
  return {
    queue: new EmbeddedDispatchQueue(work, now),
    queued: async () =>
      database
        .prepare("SELECT * FROM dispatches")
        .all()
        .map((row) => {
          const dueAt = Number(row["due_at"]);
          return { ...DISPATCH_WAITS.toItem(row), ...(dueAt > NOON ? { dueAt } : {}) };
        }),
    close,
  };
});
