// The sweeper sends messages from the waits table to their queues shortly before they are due, with the delay that is left.
// Several workers share the shards by lease (sweep-progress.ts). A worker records its position after each page of rows, so a
// worker that is killed leaves at most one page to be sent again. A worker stops before its time is over. Rows are written
// only for messages that are due in more than 15 minutes, and shards are swept at most 10 minutes ahead, so no row appears
// behind a position. A row that can't be read, or whose message SQS refuses, goes to the dead letters and delays no other.

import { paginateScan, QueryCommand } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import type { Now, Random } from "#app/ports.ts";
import { MINUTE_MS } from "#core/time.ts";
import { type Item, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";
import { sortableTime } from "../dynamodb/sortable-time.ts";
import type { Table } from "../dynamodb/table.ts";
import { shuffled } from "../sqs/shuffled.ts";
import { BUCKET_MS, bucketOf, bucketPartition } from "./delayed-message-keys.ts";
import type { DelayedMessage } from "./dynamodb-delayed-messages.ts";
import { readDelayedMessage, UnreadableDelayedMessage } from "./read-delayed-message.ts";
import type { RefusedMessage } from "./sqs-due-messages.ts";
import {
  advanceShard,
  claimShard,
  type Position,
  passEmpty,
  readProgress,
  recordSweptTo,
  releaseShard,
  type ShardProgress,
  slowestTime,
  timeOf,
} from "./sweep-progress.ts";

/** How far ahead the sweeper sends, in milliseconds: well within the longest delay of SQS. */
export const SWEEP_AHEAD_MS = 10 * MINUTE_MS;

/** Rows between two records of a position, which is also the limit on rows that a killed worker leaves to be sent again. */
export const PAGE_ROWS = 100;

/** The longest that a page can take, in milliseconds: a few calls to AWS. No page begins with less time left. */
export const LONGEST_PAGE_MS = 20_000;

/** Shards, or rows of a page, read at once. */
const READS_AT_ONCE = 8;

/** Empty buckets that a worker passes in a shard before it records its position: a quarter of a day. */
const MOST_EMPTY_BUCKETS = 72;

/** The result of a sweep. */
export interface Sweep {
  /** Rows that were sent. */
  readonly moved: number;
  /** All messages that are due before this time were sent, in milliseconds since 1970. */
  readonly sweptTo: number;
}

/** Where due messages go. */
export interface DueMessages {
  /** Sends messages. Resolves with those that the queue refuses when all others are stored there. */
  readonly send: (messages: readonly DelayedMessage[]) => Promise<readonly RefusedMessage[]>;
  /** Stores a row that can't be read or sent, and the reason. */
  readonly refuse: (row: Item, reason: string) => Promise<void>;
}

/** The dependencies of one worker. */
export interface SweepPorts extends DueMessages {
  readonly waits: Table;
  readonly now: Now;
  readonly random: Random;
  /** A name that no other worker has. */
  readonly owner: string;
  /** The time that is left for this worker, in milliseconds. */
  readonly timeLeft: () => number;
}

/**
 * Sends the messages that are due within the next ten minutes, except those of shards that other workers hold, until its time is
 * over. A shard that fails does not stop the others: the first failure is thrown when all of them were tried.
 */
export async function sweepDelayedMessages(ports: SweepPorts): Promise<Sweep> {
  const horizon = sortableTime(ports.now() + SWEEP_AHEAD_MS);
  const failures = new Map<number, unknown>();
  let moved = 0;
  for (;;) {
    const round = await sweepRound(ports, horizon, failures);
    moved += round.moved;
    if (round.hasMore && hasTime(ports)) continue;
    for (const error of failures.values()) throw error;
    return { moved, sweptTo: round.sweptTo };
  }
}

/** Sends the due rows of each shard that no other worker holds. Adds the shards that fail to `failures`. */
async function sweepRound(ports: SweepPorts, horizon: Position, failures: Map<number, unknown>) {
  const before = await progressOrFirst(ports, timeOf(horizon));
  const open = before.filter((shard) => isOpen(shard, horizon, ports.now()) && !failures.has(shard.shard));
  const pages = await inParallel(open, READS_AT_ONCE, (progress) => firstPage(ports, progress, horizon));
  const positions = new Map([...before, ...pages.filter(isEmpty)].map(({ shard, position }) => [shard, position]));
  for (const { shard, failed } of pages) if (failed !== undefined) failures.set(shard, failed);
  let moved = 0;
  for (const page of shuffled(pages.filter(hasRows), ports.random)) {
    const swept = hasTime(ports) ? await sweepShard(ports, page, horizon) : { moved: 0, position: page.from };
    moved += swept.moved;
    positions.set(page.shard, swept.position);
    if ("failed" in swept) failures.set(page.shard, swept.failed);
  }
  const sweptTo = slowestTime([...positions.values()]);
  await recordSweptTo(ports.waits, sweptTo);
  if (failures.size > 0) await rememberEmpty(ports, pages.filter(isEmpty), sweptTo);
  return { moved, sweptTo, hasMore: moved > 0 || pages.some((page) => hasEnded(page) && page.position < horizon) };
}

/** Whether a shard was empty so far. */
function hasEnded(page: Page): boolean {
  return isEmpty(page) && page.failed === undefined;
}

/** Records the positions of empty shards that are ahead of one that fails, so that the next run does not read them again. */
async function rememberEmpty({ waits, now }: SweepPorts, pages: readonly Page[], sweptTo: number): Promise<void> {
  const ahead = pages.filter(({ from, position }) => position > from && timeOf(position) > sweptTo);
  await inParallel(ahead, READS_AT_ONCE, ({ shard, position }) =>
    passEmpty(waits, shard, position, now()).catch(() => false),
  );
}

/** Whether there is time for another page. */
function hasTime({ timeLeft }: SweepPorts): boolean {
  return timeLeft() >= LONGEST_PAGE_MS;
}

function isOpen({ position, leasedUntil }: ShardProgress, horizon: Position, now: number): boolean {
  return position < horizon && (leasedUntil === undefined || leasedUntil < now);
}

/** Returns the progress of the shards. At the first sweep ever they start at the earliest due time. */
async function progressOrFirst({ waits }: SweepPorts, horizon: number): Promise<ShardProgress[]> {
  const progress = await readProgress(waits);
  if (progress !== undefined) return progress;
  await recordSweptTo(waits, Math.min(horizon, await earliestDue(waits)));
  return required(await readProgress(waits), "swept_to");
}

/** Returns the earliest due time. Called once, at the first sweep ever, when the table is usually empty. */
async function earliestDue({ client, tableName }: Table): Promise<number> {
  const pages = paginateScan(
    { client },
    { TableName: tableName, ProjectionExpression: "due_at", ConsistentRead: true },
  );
  let earliest = Number.POSITIVE_INFINITY;
  for await (const { Items: rows = [] } of pages) {
    for (const row of rows) earliest = Math.min(earliest, readNumber(row, "due_at") ?? earliest);
  }
  return earliest;
}

/** Rows of a shard, and the position of the shard after they are sent. */
interface Page {
  readonly shard: number;
  /** The position at which the read started. */
  readonly from: Position;
  readonly rows: readonly Item[];
  readonly position: Position;
  /** The error that ended the read. */
  readonly failed?: unknown;
}

function hasRows({ rows }: Page): boolean {
  return rows.length > 0;
}

function isEmpty(page: Page): boolean {
  return !hasRows(page);
}

/** Reads the first rows of a shard, or the position up to which it is empty. Reading needs no lease. */
async function firstPage(ports: SweepPorts, { shard, position }: ShardProgress, horizon: Position): Promise<Page> {
  const { waits, now } = ports;
  let page: Page = { shard, from: position, rows: [], position };
  try {
    for (let passed = 0; isEmpty(page) && page.position < horizon; passed++) {
      if (passed === MOST_EMPTY_BUCKETS) {
        await passEmpty(waits, shard, page.position, now());
        return page;
      }
      page = await nextPage(waits, shard, page.position, horizon);
    }
    return page;
  } catch (failed) {
    return { ...page, rows: [], failed };
  }
}

/** Reads the next rows of one bucket behind a position. */
async function nextPage({ client, tableName }: Table, shard: number, from: Position, horizon: Position): Promise<Page> {
  const bucket = bucketOf(timeOf(from));
  const end = sortableTime(Math.min(timeOf(horizon), bucket + BUCKET_MS));
  const { Items: rows = [], LastEvaluatedKey: more } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "pk = :partition AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":partition": text(bucketPartition(bucket, shard)),
        // Ids contain no "#", so this sorts after the row at the position and before all later rows, also those due at the same time.
        ":from": text(`${from}#`),
        ":to": text(end),
      },
      Limit: PAGE_ROWS,
      ConsistentRead: true,
    }),
  );
  const last = more && readText(more, "sk");
  return { shard, from, rows, position: last ?? end };
}

/** The result of sweeping a shard. */
interface SweptShard {
  readonly moved: number;
  readonly position: Position;
  readonly failed?: unknown;
}

/** Sends a shard's rows, page by page, while this worker holds the shard's lease. */
async function sweepShard(ports: SweepPorts, first: Page, horizon: Position): Promise<SweptShard> {
  const { waits, owner, now } = ports;
  const { shard, from } = first;
  let [moved, position] = [0, from];
  try {
    if (!(await claimShard(waits, shard, from, { owner, now: now() }))) return { moved, position };
    for (let page: Page | undefined = first; page !== undefined; ) {
      const following: Promise<Page> | undefined =
        page.position < horizon ? nextPage(waits, shard, page.position, horizon) : undefined;
      // The next page is read while this one is sent. A failure is thrown below, when the next page is awaited.
      following?.catch(() => {});
      moved += await sendPage(ports, page);
      const next: Promise<Page> | undefined = hasTime(ports) ? following : undefined;
      if (!(await recordPage(ports, page, next !== undefined))) break;
      position = page.position;
      page = await next;
    }
    return { moved, position };
  } catch (failed) {
    // A shard that can't be released is free when its lease expires. The first failure is the one to report.
    await releaseShard(waits, shard, position, owner).catch(() => false);
    return { moved, position, failed };
  }
}

/** Records that a page was sent, and releases its shard unless it continues. Returns false if the lease was lost. */
function recordPage(
  { waits, owner, now }: SweepPorts,
  { shard, position }: Page,
  continues: boolean,
): Promise<boolean> {
  return continues
    ? advanceShard(waits, shard, position, { owner, now: now() })
    : releaseShard(waits, shard, position, owner);
}

async function sendPage(ports: SweepPorts, { rows }: Page): Promise<number> {
  const read = await inParallel(rows, READS_AT_ONCE, async (row) => [row, await readOrRefuse(ports, row)] as const);
  const rowOf = new Map(read.flatMap(([row, message]) => (message === undefined ? [] : [[message, row] as const])));
  if (rowOf.size === 0) return 0;
  const refused = await ports.send([...rowOf.keys()]);
  await inParallel(refused, READS_AT_ONCE, ({ message, code }) => {
    const row = required(rowOf.get(message), "row");
    return ports.refuse(row, `SQS refuses this message: ${code}${otherParts(row)}`);
  });
  return rowOf.size - refused.length;
}

/** Names the rows of a message's other parts, because a letter has no room for them. They expire with the message's row. */
function otherParts(row: Item): string {
  const more = readNumber(row, "more_parts");
  const sk = required(readText(row, "sk"), "sk");
  return more === undefined ? "" : `. ${more} more parts of it are rows with the pk "part#${sk}".`;
}

async function readOrRefuse({ waits, refuse }: SweepPorts, row: Item): Promise<DelayedMessage | undefined> {
  try {
    return await readDelayedMessage(waits, row);
  } catch (error) {
    if (!(error instanceof UnreadableDelayedMessage)) throw error;
    await refuse(row, error.message);
    return undefined;
  }
}
