// Cancels many runs, one page of a listing for each request: a request is bounded, and a request that was cut off can be
// repeated.

import type { WaitingRunQuery, WaitingRuns } from "../runs/run-ports.ts";

/** The result of one page. */
interface CancelledPage {
  /** The number of runs that were cancelled. */
  readonly cancelled: number;
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string;
}

/** Cancels the runs of one page of a listing. Rejects unless all of them are cancelled. */
export async function cancelWaitingRuns(
  waitingRuns: Pick<WaitingRuns, "list" | "cancel">,
  query: WaitingRunQuery,
): Promise<CancelledPage> {
  const { runs, next } = await waitingRuns.list(query);
  await Promise.all(runs.map((run) => waitingRuns.cancel(run)));
  return { cancelled: runs.length, ...(next === undefined ? {} : { next }) };
}
