// The waits of a run: when each ends, and its longest time.

import { lengthInMinutes } from "../flow/delays.ts";
import { DAY_MS, MINUTE_MS } from "../time.ts";
import { endOfTimeDelay, nextTargetDate } from "../waiting/end-of-delay.ts";
import type { Zones } from "../waiting/zones.ts";
import type { WaitStep } from "./steps.ts";

/** The end of a wait that begins at `from`; both in milliseconds since 1970. */
export function endOfWait(step: WaitStep, from: number, zones: Zones): number {
  return step.type === "time-delay" ? endOfTimeDelay(step.data, from, zones) : nextTargetDate(step.data, from, zones);
}

/**
 * The longest wait after the delay itself: a day for a time of day; two weeks for one of some weekdays, because a day on which
 * clocks change may be skipped; and a day for changed clocks.
 */
const UNTIL_TIME_MS = DAY_MS;
const UNTIL_WEEKDAY_MS = 14 * DAY_MS;
const CLOCK_CHANGE_MS = DAY_MS;

/** The longest time of a wait, in milliseconds. */
export function longestWait(step: WaitStep): number {
  if (step.type === "target-date") return UNTIL_WEEKDAY_MS + UNTIL_TIME_MS + CLOCK_CHANGE_MS;
  const { delay_until_time, delay_until_weekdays } = step.data;
  return (
    lengthInMinutes(step.data) * MINUTE_MS +
    (delay_until_time == null ? 0 : UNTIL_TIME_MS + CLOCK_CHANGE_MS) +
    (delay_until_weekdays == null ? 0 : UNTIL_WEEKDAY_MS + CLOCK_CHANGE_MS)
  );
}
