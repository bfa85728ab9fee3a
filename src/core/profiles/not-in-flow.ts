// The condition that a profile has not been in this flow: by another event than the one that started the run, which is in
// the flow as long as it runs.

import type * as z from "zod";
import { compileDateFilter } from "../filters/date.ts";
import { UNITS } from "../filters/relative-window.ts";
import type { profileNotInFlowConditionSchema } from "../flow/profile-conditions.ts";
import { DAY_MS, isoTime } from "../time.ts";
import type { Condition } from "./condition.ts";
import type { RunFacts } from "./facts.ts";

type NotInFlowCondition = z.infer<typeof profileNotInFlowConditionSchema>;

/** Compiles it. What it sees is the time of the last entry, in ISO 8601. */
export function compileNotInFlow(source: NotInFlowCondition): Condition {
  const { timeframe_filter: timeframe } = source;
  const see = ({ history }: RunFacts) => (history.lastEntry === undefined ? undefined : isoTime(history.lastEntry));
  if (timeframe.operator === "alltime") {
    return { source, see, holds: (facts) => see(facts) === undefined, entriesMs: Number.POSITIVE_INFINITY };
  }
  const within = compileDateFilter(timeframe);
  return {
    source,
    see,
    holds: (facts) => !within(see(facts), facts.now),
    // A day more than it says, since days begin at midnight.
    entriesMs: timeframe.quantity * UNITS[timeframe.unit] + DAY_MS,
  };
}
