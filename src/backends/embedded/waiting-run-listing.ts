// Reads waiting runs from a connection: by action, and the runs of an action soonest first. Every query finds its rows by an index
// and reads a bounded number of them.

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery } from "#app/runs/run-ports.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { waitingRun } from "#core/runs/waiting-run.ts";

/** The highest count of the runs of an action. */
const MOST_COUNTED = 1_000_000;

/** Reads waiting runs: in a worker thread in the server, on a connection in tests. Times in milliseconds since 1970. */
export interface WaitingRunReader {
  listRuns(query: WaitingRunQuery, now: number): Promise<WaitingRunPage>;
  countRuns(flowId: string, now: number): Promise<WaitingRunCounts>;
  /** The rows of a waiting run: in general one at most. */
  rowsOfRun(key: RunKey): Promise<readonly number[]>;
}

type RunRow = Readonly<Record<string, SQLOutputValue>>;

/** A position in a listing, at which a page begins. */
interface Cursor {
  readonly action: string;
  readonly dueAt: number;
  readonly seq: number;
}

/** One page of the runs that are due after `now`. */
export function listRuns(database: DatabaseSync, query: WaitingRunQuery, now: number): WaitingRunPage {
  const rows = nextRows(database, query, now, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  const runs = shown.map((row) => waitingRun(runOf(row)));
  return last ? { runs, next: toCursor(last) } : { runs };
}

function nextRows(database: DatabaseSync, query: WaitingRunQuery, now: number, count: number): RunRow[] {
  // Many runs may be due in the same millisecond, so the rest of that millisecond needs its own query.
  const selectSame = database.prepare(selectRuns("due_at = ? AND seq > ?"));
  const selectLater = database.prepare(selectRuns("due_at > ?"));
  const from = query.cursor === undefined ? undefined : parseCursor(query.cursor);
  const rows: RunRow[] = [];
  for (const action of actionsFrom(database, query, from?.action)) {
    const after = from?.action === action && from.dueAt > now ? from : undefined;
    if (after) rows.push(...selectSame.all(query.flow, action, after.dueAt, after.seq, count));
    rows.push(...selectLater.all(query.flow, action, after?.dueAt ?? now, count - rows.length));
    if (rows.length === count) break;
  }
  return rows;
}

/** The next runs of an action, without cancelled ones. */
function selectRuns(condition: string): string {
  return `SELECT seq, due_at, action_id, message FROM run_waits
    WHERE flow_id = ? AND action_id = ? AND ${condition}
      AND NOT EXISTS (SELECT 1 FROM cancelled_runs AS cancelled
        WHERE cancelled.flow_id = run_waits.flow_id
          AND cancelled.event_id = substr(id, 1, length(id) - length(run_waits.flow_id) - length(action_id) - 2))
    ORDER BY due_at, seq LIMIT ?`;
}

/** Counts the runs that are due after `now`. */
export function countRuns(database: DatabaseSync, flowId: string, now: number, most = MOST_COUNTED): WaitingRunCounts {
  const count = database.prepare(`SELECT count(*) AS waits FROM
    (SELECT 1 FROM run_waits WHERE flow_id = ? AND action_id = ? AND due_at > ? LIMIT ?)`);
  const all = [...actionsFrom(database, { flow: flowId })].map((action_id) => {
    return { action_id, waits: Number(count.get(flowId, action_id, now, most + 1)?.["waits"]) };
  });
  return {
    counts: all.filter(({ waits }) => waits > 0).map((one) => ({ ...one, waits: Math.min(one.waits, most) })),
    complete: all.every(({ waits }) => waits <= most),
  };
}

/**
 * The rows of a waiting run. The hour of its start is unknown, so the query searches each hour in which a waiting run started:
 * a few thousand at most, however many runs there are.
 */
export function rowsOfRun(database: DatabaseSync, { event_id, flow_id }: RunKey): number[] {
  const prefix = deliveryId({ event_id, flow_id, action_id: "" });
  const rows = database
    .prepare(
      `WITH RECURSIVE hours (hour) AS (
         SELECT min(started_hour) FROM run_waits
         UNION ALL
         SELECT (SELECT min(started_hour) FROM run_waits WHERE started_hour > hour) FROM hours WHERE hour IS NOT NULL
       )
       SELECT seq FROM hours CROSS JOIN run_waits ON started_hour = hour AND id > ? AND id < ?`,
    )
    .all(prefix, `${prefix}~`);
  return rows.map(({ seq }) => Number(seq));
}

/** The actions that runs of a flow wait for, in order, from `first` on; only the requested action if the query names one. */
function* actionsFrom(
  database: DatabaseSync,
  { flow, action }: Pick<WaitingRunQuery, "flow" | "action">,
  first = "",
): Generator<string, undefined> {
  if (action !== undefined) {
    yield action;
    return;
  }
  const next = database.prepare("SELECT min(action_id) AS id FROM run_waits WHERE flow_id = ? AND action_id >= ?");
  let id = next.get(flow, first)?.["id"];
  while (typeof id === "string") {
    yield id;
    // A space sorts before every character of ids.
    id = next.get(flow, `${id} `)?.["id"];
  }
}

/** The run in a row. This program alone writes rows, and a run is parsed again before it is advanced. */
function runOf(row: Record<string, SQLOutputValue>): RunMessage {
  return parseJson(String(row["message"])) as unknown as RunMessage;
}

function toCursor({ action_id, due_at, seq }: RunRow): string {
  return [action_id, due_at, seq].join(" ");
}

function parseCursor(text: string): Cursor {
  const [action = "", dueAt, seq] = text.split(" ");
  return { action, dueAt: Number(dueAt), seq: Number(seq) };
}
