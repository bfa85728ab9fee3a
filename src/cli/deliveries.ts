// `flowhook deliveries`: what became of webhooks, and what a person may do about them.

import { type Action, runAction } from "./actions.ts";
import { runReplay } from "./deliveries/replay.ts";
import { runRetry } from "./deliveries/retry.ts";
import { runApprove, runDiscard } from "./deliveries/review.ts";
import { runShow } from "./deliveries/show.ts";
import { listDeliveries } from "./remote/list-deliveries.ts";
import { summaryLines } from "./remote/summary-lines.ts";

const ACTIONS: Readonly<Record<string, Action>> = {
  list: (args) =>
    listDeliveries(
      { path: "/deliveries", what: ["delivery", "deliveries"], lines: summaryLines, anyStatus: true },
      args,
    ),
  show: runShow,
  retry: runRetry,
  approve: runApprove,
  discard: runDiscard,
  replay: runReplay,
};

/** Does what the first word says; lists where there is none. */
export function runDeliveries(args: string[]): Promise<number> {
  return runAction("deliveries", ACTIONS, args);
}
