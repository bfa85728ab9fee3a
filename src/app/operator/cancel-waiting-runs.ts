// Cancelling many runs: page by page, as they are listed, so that no request does more than so many of them, and one that is
// cut off is repeated without harm.

import type { WaitingRunQuery, WaitingRuns } from "../runs/run-ports.ts";

/** What became of a page. */
export interface CancelledPage {
  /** How many runs were cancelled. */
  readonly cancelled: number;
  /** Where to go on; absent when all were looked at. */
  readonly next?: string;
}

/** Cancels the runs of one page of a listing. Rejects when it can't be said of all of them that they are. */
export async function cancelWaitingRuns(
  waitingRuns: Pick<WaitingRuns, "list" | "cancel">,
  query: WaitingRunQuery,
): Promise<CancelledPage> {
  const { runs, next } = await waitingRuns.list(query);
  await Promise.all(runs.map((run) => waitingRuns.cancel(run)));
  return { cancelled: runs.length, ...(next === undefined ? {} : { next }) };
}
