import { afterEach, beforeEach, expect, it } from "vitest";
import { listDeliveries } from "#backends/embedded/delivery-listing.ts";
import { RETENTION_MS, Retention } from "#backends/embedded/retention.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import type { Attempt } from "#core/delivery/record.ts";
import { type DeliveryMessage, nextRound } from "#core/messages/delivery-message.ts";
import { attemptOf, claimOf, keyOf, parkedAttempt, sampleMessage } from "#support/delivery-samples.ts";
import { openStore } from "#support/opened-store.ts";

const START = 1_800_000_000_000;

let opened: ReturnType<typeof openStore>;
let store: SqliteDeliveryStore;
let retention: Retention;

beforeEach(() => {
  opened = openStore();
  const { database, commit } = opened;
  store = new SqliteDeliveryStore(database, commit, { list: async (query) => listDeliveries(database, query) });
  retention = new Retention(database, commit);
});

afterEach(() => opened.close());

async function record(message: DeliveryMessage, attempt: Attempt): Promise<void> {
  await store.claim(keyOf(message), claimOf(message, { now: attempt.at, leaseUntil: attempt.at + 60_000 }));
  await store.record({ message, owner: "worker-a", attempt });
}

const remembered = async (messages: readonly DeliveryMessage[]) =>
  (await Promise.all(messages.map((message) => store.get(keyOf(message))))).map((found) => found !== undefined);

it("deliveries are deleted 30 days after their last attempt, and not before", async () => {
  const messages = Array.from({ length: 1_200 }, () => sampleMessage());
  await Promise.all(
    messages.map((message, index) => record(message, attemptOf(message, { at: START + index, duration_ms: 0 }))),
  );
  expect(await retention.purge(START + RETENTION_MS)).toBe(0);
  expect(await retention.purge(START + RETENTION_MS + 1_100)).toBe(1_100);
  expect(await remembered(messages)).toEqual(messages.map((_, index) => index >= 1_100));
});

it("any number of parked deliveries stay, and expire 30 days after the decision", async () => {
  const messages = Array.from({ length: 1_100 }, () => sampleMessage());
  const parked = (index: number) => index < 600 || index % 2 === 0;
  await Promise.all(
    messages.map((message, index) =>
      record(message, (parked(index) ? parkedAttempt : attemptOf)(message, { at: START, duration_ms: 0 })),
    ),
  );
  const years = START + 100 * RETENTION_MS;
  expect(await retention.purge(years)).toBe(250);
  expect(await remembered(messages)).toEqual(messages.map((_, index) => parked(index)));

  const [first = sampleMessage()] = messages;
  const decided = nextRound(first);
  await record(decided, attemptOf(decided, { at: years, duration_ms: 0, outcome: "discarded" }));
  expect(await retention.purge(years + RETENTION_MS)).toBe(0);
  expect(await retention.purge(years + RETENTION_MS + 1)).toBe(1);
  expect(await remembered(messages.slice(0, 2))).toEqual([false, true]);
});

it("the file shrinks after a purge, and keeps a tenth of free pages for the next writes", async () => {
  const { database } = opened;
  const messages = Array.from({ length: 1_200 }, () => sampleMessage());
  const answer = { at: START, duration_ms: 0, response: "x".repeat(8_000) };
  await Promise.all(messages.map((message) => record(message, attemptOf(message, answer))));
  const pages = () => Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
  const free = () => Number(database.prepare("PRAGMA freelist_count").get()?.["freelist_count"]);
  const before = pages();
  expect(await retention.purge(START + RETENTION_MS + 1)).toBe(1_200);
  expect(pages()).toBeLessThan(before / 5);
  expect(free()).toBeLessThanOrEqual(pages() / 10);
});

it("a file that was created without auto_vacuum is purged, and keeps its size", async () => {
  const { database } = opened;
  database.exec("PRAGMA auto_vacuum = NONE; VACUUM");
  const messages = Array.from({ length: 600 }, () => sampleMessage());
  await Promise.all(messages.map((message) => record(message, attemptOf(message, { at: START, duration_ms: 0 }))));
  expect(await retention.purge(START + RETENTION_MS + 1)).toBe(600);
  expect(await remembered(messages.slice(0, 1))).toEqual([false]);
});

it("dead letters of events are deleted 500 per commit, so that a million of them do not block the event loop", async () => {
  const { database, commit } = opened;
  const insert = database.prepare(
    "INSERT INTO event_dead_letters (at, message, reason, problems) VALUES (?, '', '', '')",
  );
  for (let letter = 0; letter < 1_200; letter++) insert.run(START);
  insert.run(START + 1);
  const rows = () => Number(database.prepare("SELECT count(*) AS rows FROM event_dead_letters").get()?.["rows"]);
  const left = new Set([rows()]);
  const write = commit.write.bind(commit);
  commit.write = async (change) => {
    const written = await write(change);
    left.add(rows());
    return written;
  };
  await retention.purge(START + RETENTION_MS + 1);
  expect([...left]).toEqual([1_201, 701, 201, 1]);
});
