// The embedded process's queue of deliveries, shared among the targets; each target has a gate.

import type { DatabaseSync } from "node:sqlite";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { GuardedGate } from "#app/targets/target-gate.ts";
import { newsOf, targetNews } from "#app/targets/target-news.ts";
import { DueWork } from "#backends/embedded/due-work.ts";
import { DELAYED_DISPATCHES, EmbeddedDispatchQueue, hurryWaiting } from "#backends/embedded/embedded-dispatch-queue.ts";
import type { GroupCommit } from "#backends/embedded/group-commit.ts";
import { LaneBacklog } from "#backends/embedded/lane-backlog.ts";
import { LaneWork } from "#backends/embedded/lane-work.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { SqliteTargetHealths } from "#backends/embedded/sqlite-target-healths.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import type { EmbeddedOptions } from "./embedded-options.ts";

/** Most attempts in flight at the same time, to all targets together (lanes.ts). */
const MAX_ACTIVE_ATTEMPTS = 512;

/** The queue of deliveries, and the health of their targets. */
interface DeliveryQueue {
  readonly deliveries: DueWork<Dispatch>;
  readonly dispatchQueue: EmbeddedDispatchQueue;
  readonly gate: GuardedGate;
  readonly healths: SqliteTargetHealths;
  /** Sends the waiting deliveries of a target whose circuit a person closed. */
  readonly resume: (target: string) => Promise<void>;
}

/** Creates the queue of deliveries. */
export function createDeliveryQueue(
  { now, random, setTimer, onError, onNews, hostLimits = {} }: EmbeddedOptions,
  database: DatabaseSync,
  commit: GroupCommit,
): DeliveryQueue {
  const reporting = (what: string) => (error: unknown) => onError(what, error);
  const healths = new SqliteTargetHealths(
    database,
    commit,
    reporting("The failure of a target was not stored; the process stores it at the target's next failure"),
  );
  const gate = new GuardedGate({
    healths,
    limiter: new MemoryTargetLimiter(),
    now,
    random,
    hostLimits,
    onChange(target, change) {
      const news = newsOf(target, change);
      if (news) onNews?.(targetNews(news));
    },
    onError: reporting("The health of targets could not be read or stored; deliveries continue without it"),
  });
  const deliveries = new DueWork({
    delayed: new SqliteDelayedMessages(database, commit, DELAYED_DISPATCHES),
    lanes: new LaneWork({
      backlog: new LaneBacklog(database, commit, DELAYED_DISPATCHES),
      laneOf: ({ target }) => target,
      permits: MAX_ACTIVE_ATTEMPTS,
      most: (target) => gate.concurrencyOf(target),
    }),
    now,
    setTimer,
    maxActive: MAX_ACTIVE_ATTEMPTS,
    onError: reporting("A delivery was not recorded; the process makes the attempt again with the same id"),
  });
  const resume = async (target: string) => {
    gate.lookAgain();
    await hurryWaiting(database, commit, { target, now: now() });
    deliveries.lookAgain();
  };
  return { deliveries, dispatchQueue: new EmbeddedDispatchQueue(deliveries, now), gate, healths, resume };
}
