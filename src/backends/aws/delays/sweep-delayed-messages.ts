// The sweeper: moves what falls due soon from the waits table onto its queue, with the delay that is left. Several
// workers share the shards by lease (sweep-progress.ts), and a worker records its position after each page of rows, so
// that a worker that is killed at any moment leaves at most one page to be sent again. A worker stops by itself before its
// time is over. Only what is due in more than 15 minutes is ever written, and no shard is ever swept more than 10 minutes
// ahead, so no row appears behind a position. A row that can't be read, or whose message SQS refuses, goes to the dead
// letters and holds up no other.

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

/** How far ahead the sweeper moves rows, in milliseconds: well within what SQS can hold a message back. */
export const SWEEP_AHEAD_MS = 10 * MINUTE_MS;

/** Rows between two records of a position: what a worker that is killed leaves to be sent again, at most. */
export const PAGE_ROWS = 100;

/** The longest that a page can take, in milliseconds: a few calls to AWS. With less time left none is begun. */
export const LONGEST_PAGE_MS = 20_000;

/** Shards, and rows of a page, that are read at once. */
const READS_AT_ONCE = 8;

/** Empty buckets that a worker passes in a shard before it records how far it is: a quarter of a day. */
const MOST_EMPTY_BUCKETS = 72;

/** What a sweep did. */
export interface Sweep {
  /** Rows that were sent. */
  readonly moved: number;
  /** Everything due before this was sent, in milliseconds since 1970. */
  readonly sweptTo: number;
}

/** Where what falls due goes. */
export interface DueMessages {
  /** Resolves with the messages that the queue refuses, once no other one can be lost. */
  readonly send: (messages: readonly DelayedMessage[]) => Promise<readonly RefusedMessage[]>;
  /** Takes a row that can't be read or sent, and the reason. Resolves when the row can't be lost. */
  readonly refuse: (row: Item, reason: string) => Promise<void>;
}

/** What one worker is made of. */
export interface SweepPorts extends DueMessages {
  readonly waits: Table;
  readonly now: Now;
  readonly random: Random;
  /** A name that no other worker has. */
  readonly owner: string;
  /** How long this worker may still take, in milliseconds. */
  readonly timeLeft: () => number;
}

/**
 * Sends what falls due within the next ten minutes, as far as other workers do not and time allows. One shard that fails
 * does not keep the others: the first failure is thrown when all of them were tried.
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

/** Looks at each shard that no other worker holds, and sends what is found; adds the shards that fail to `failures`. */
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

/** A shard in which nothing was found so far. */
function hasEnded(page: Page): boolean {
  return isEmpty(page) && page.failed === undefined;
}

/** Keeps what was found empty ahead of a shard that fails, so that the next run does not have to look at it again. */
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

/** Where the shards are. At the first sweep ever that is where the first of all waits is due. */
async function progressOrFirst({ waits }: SweepPorts, horizon: number): Promise<ShardProgress[]> {
  const progress = await readProgress(waits);
  if (progress !== undefined) return progress;
  await recordSweptTo(waits, Math.min(horizon, await earliestDue(waits)));
  return required(await readProgress(waits), "swept_to");
}

/** When the first of all waits is due. Asked once, at the first sweep ever, when the table is usually empty. */
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

/** Rows of a shard, and where the shard is once they are sent. */
interface Page {
  readonly shard: number;
  /** Where the rows were looked for. */
  readonly from: Position;
  readonly rows: readonly Item[];
  readonly position: Position;
  /** Why nobody looked further. */
  readonly failed?: unknown;
}

function hasRows({ rows }: Page): boolean {
  return rows.length > 0;
}

function isEmpty(page: Page): boolean {
  return !hasRows(page);
}

/** The first rows of a shard, or how far there are none. No lease is needed to find that there is nothing to send. */
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

/** The next rows of one bucket behind a position. */
async function nextPage({ client, tableName }: Table, shard: number, from: Position, horizon: Position): Promise<Page> {
  const bucket = bucketOf(timeOf(from));
  const end = sortableTime(Math.min(timeOf(horizon), bucket + BUCKET_MS));
  const { Items: rows = [], LastEvaluatedKey: more } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "pk = :partition AND sk BETWEEN :from AND :to",
      ExpressionAttributeValues: {
        ":partition": text(bucketPartition(bucket, shard)),
        // Ids hold no "#": no row begins with another one's sort key and this, and each one that is due then sorts after it.
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

/** What became of a shard. */
interface SweptShard {
  readonly moved: number;
  readonly position: Position;
  readonly failed?: unknown;
}

/** Sends a shard's rows, page by page, while it holds the shard's lease. */
async function sweepShard(ports: SweepPorts, first: Page, horizon: Position): Promise<SweptShard> {
  const { waits, owner, now } = ports;
  const { shard, from } = first;
  let [moved, position] = [0, from];
  try {
    if (!(await claimShard(waits, shard, from, { owner, now: now() }))) return { moved, position };
    for (let page: Page | undefined = first; page !== undefined; ) {
      const following: Promise<Page> | undefined =
        page.position < horizon ? nextPage(waits, shard, page.position, horizon) : undefined;
      // It is read while this page is sent. A failure is thrown below, when it is this page's turn.
      following?.catch(() => {});
      moved += await sendPage(ports, page);
      const next: Promise<Page> | undefined = hasTime(ports) ? following : undefined;
      if (!(await recordPage(ports, page, next !== undefined))) break;
      position = page.position;
      page = await next;
    }
    return { moved, position };
  } catch (failed) {
    // A shard that cannot be given back is free when its lease expires; the first failure is the one to report.
    await releaseShard(waits, shard, position, owner).catch(() => false);
    return { moved, position, failed };
  }
}

/** Records that a page was sent, and gives its shard back unless more of it follows. False: the lease was lost. */
function recordPage({ waits, owner, now }: SweepPorts, { shard, position }: Page, goesOn: boolean): Promise<boolean> {
  return goesOn
    ? advanceShard(waits, shard, position, { owner, now: now() })
    : releaseShard(waits, shard, position, owner);
}

async function sendPage(ports: SweepPorts, { rows }: Page): Promise<number> {
  const read = await inParallel(rows, READS_AT_ONCE, async (row) => [row, await readOrRefuse(ports, row)] as const);
  const rowOf = new Map(read.flatMap(([row, message]) => (message === undefined ? [] : [[message, row] as const])));
  if (rowOf.size === 0) return 0;
  const refused = await ports.send([...rowOf.keys()]);
  await inParallel(refused, READS_AT_ONCE, ({ message, code }) =>
    ports.refuse(required(rowOf.get(message), "row"), `SQS refuses this message: ${code}`),
  );
  return rowOf.size - refused.length;
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
