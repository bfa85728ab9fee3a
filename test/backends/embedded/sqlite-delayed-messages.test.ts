import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { openDatabase } from "#backends/embedded/database.ts";
import { DELAYED_DISPATCHES } from "#backends/embedded/embedded-dispatch-queue.ts";
import { DELAYED_RUNS } from "#backends/embedded/embedded-steps-queue.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { MIGRATIONS } from "#backends/embedded/schema.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { NOON, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";
import { sampleRun } from "#support/run-samples.ts";

/** The number of pages that a hundred commits of fifty messages write, with this many other messages in the table. */
async function pagesWritten(others: number): Promise<number> {
  const { database, commit, close } = openStore();
  const waits = new SqliteDelayedMessages(database, commit, DELAYED_RUNS);
  /** Runs that start within an hour and are due a day later; the ids of their events have no order. */
  const runsOf = (hour: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const id = `evt_${((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0")}_${hour}`;
      const started_at = NOON + hour * 3_600_000 + index;
      const run = sampleRun({
        event: sampleEvent({ id, properties: {} }),
        started_at,
        due_at: started_at + 86_400_000,
      });
      return { item: run, dueAt: run.due_at };
    });
  for (let hour = 0; hour < others / 5_000; hour++) await waits.add(runsOf(hour, 5_000));
  database.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0");
  const more = runsOf(100, 5_000);
  for (let start = 0; start < more.length; start += 50) await waits.add(more.slice(start, start + 50));
  const pages = Number(database.prepare("PRAGMA wal_checkpoint(PASSIVE)").get()?.["log"]);
  await close();
  return pages;
}

it("a message writes the same number of pages into a table of fifty thousand others as into an empty one", async () => {
  const [alone, beside] = [await pagesWritten(0), await pagesWritten(50_000)];
  expect(alone).toBeGreaterThan(100);
  expect(beside / alone).toBeLessThan(1.05);
});

it("deliveries that wait in a store of the first version still wait after the migration, and repeats are recognized", async () => {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-old-"));
  const path = join(directory, "flowhook.db");
  const [waiting, taken] = [sampleMessage({ attempt: 2 }), sampleMessage({ attempt: 3 })];
  const old = new DatabaseSync(path);
  old.exec(`${MIGRATIONS[0]} PRAGMA user_version = 1;`);
  const insert = old.prepare(
    "INSERT INTO dispatches (id, due_at, target, message, taken, receives) VALUES (?, ?, 'https://a.example', ?, ?, ?)",
  );
  for (const [message, isTaken] of [
    [waiting, 0],
    [taken, 1],
  ] as const) {
    const id = `${message.event.id}:${message.flow_id}:${message.action_id}#1.${message.attempt}`;
    insert.run(id, NOON + 5_000, JSON.stringify(message), isTaken, isTaken);
  }
  old.close();

  const database = openDatabase(path);
  const commit = new GroupCommit(database, { pause: () => new Promise(setImmediate), onFailure: () => {} });
  const waits = new SqliteDelayedMessages(database, commit, DELAYED_DISPATCHES);
  const repeats = [waiting, taken].map((message) => ({ item: { message, target: "https://a.example" }, dueAt: NOON }));
  await waits.add(repeats);
  expect(waits.nextDue()).toBe(NOON + 5_000);
  await waits.releaseTaken(NOON);
  const due = await waits.take(NOON + 5_000, 10);
  expect(due.map((one) => [one.item().message, one.receives])).toEqual([
    [waiting, 0],
    [taken, 2],
  ]);
  database.close();
  rmSync(directory, { recursive: true });
});
