// Lists waiting runs by action, soonest first. The index returns the next few on each of a flow's shards; the first of all
// shards are read, and cancelled runs are left out. The cursor is the position at which the previous page ended.

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import type { WaitingRunPage, WaitingRunQuery } from "#app/runs/run-ports.ts";
import { runMessageSchema } from "#core/messages/run-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { type WaitingRun, waitingRun } from "#core/runs/waiting-run.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { isCancelled } from "./cancelled-runs.ts";
import { readDelayedMessage } from "./read-delayed-message.ts";
import { comingEntries, nextAction } from "./waiting-run-entries.ts";
import { actionAt, afterAction, BEFORE_ALL, beforeAction, cursorOf } from "./waiting-run-index.ts";

/** The lookups before a page that is not full is returned with its cursor. */
const MOST_LOOKS = 12;

/** Runs read at once. */
const READS_AT_ONCE = 16;

/** Returns a page of the runs that are due after `now`. */
export async function listWaitingRuns(table: Table, query: WaitingRunQuery, now: number): Promise<WaitingRunPage> {
  const runs: WaitingRun[] = [];
  let cursor = query.cursor ?? (await firstCursor(table, query));
  for (let look = 0; look < MOST_LOOKS && cursor !== undefined && runs.length < query.limit; look++) {
    const found: WaitingRunPage = await lookFrom(table, { ...query, limit: query.limit - runs.length, cursor }, now);
    runs.push(...found.runs);
    cursor = found.next;
  }
  return page(runs, cursor);
}

/** Returns the next runs of the action at `cursor`, and the cursor to continue from. */
async function lookFrom(
  table: Table,
  query: WaitingRunQuery & { cursor: string },
  now: number,
): Promise<WaitingRunPage> {
  const { flow, limit, cursor } = query;
  const action = actionAt(cursor);
  const entries = await comingEntries(table, { flow, action, now }, cursor, limit + 1);
  const shown = entries.slice(0, limit);
  const runs = await inParallel(shown, READS_AT_ONCE, (entry) => readRun(table, entry));
  const last = shown.at(-1);
  const hasNextPage = entries.length > limit && last !== undefined;
  return page(
    runs.filter((run) => run !== undefined),
    hasNextPage ? cursorOf(last) : await cursorAfter(table, query, action),
  );
}

function page(runs: readonly WaitingRun[], next: string | undefined): WaitingRunPage {
  return next === undefined ? { runs } : { runs, next };
}

async function firstCursor(table: Table, { flow, action }: WaitingRunQuery): Promise<string | undefined> {
  const first = action ?? (await nextAction(table, flow, BEFORE_ALL));
  return first && beforeAction(first);
}

async function cursorAfter(table: Table, query: WaitingRunQuery, action: string): Promise<string | undefined> {
  const next = query.action === undefined ? await nextAction(table, query.flow, afterAction(action)) : undefined;
  return next && beforeAction(next);
}

/** Returns the run of an index entry, or undefined if it is cancelled, or if its row is already gone. */
async function readRun(table: Table, { pk, sk }: Item): Promise<WaitingRun | undefined> {
  if (!pk || !sk) throw new Error("An entry of the index by-flow lacks the key of its row");
  const { client, tableName } = table;
  const { Item: row } = await client.send(new GetItemCommand({ TableName: tableName, Key: { pk, sk } }));
  if (row === undefined) return undefined;
  const { message } = await readDelayedMessage(table, row);
  const run = waitingRun(runMessageSchema.parse(parseJson(message)));
  return (await isCancelled(table, run)) ? undefined : run;
}
