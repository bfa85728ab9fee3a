// When a target date comes: the next time that clocks in its zone show it.

import { Temporal } from "temporal-polyfill";
import type { TargetDate } from "../flow/target-date.ts";
import { limitingWeekdays, localAt, nextLocalTime } from "./local-time.ts";
import { type Zones, zoneFor } from "./zones.ts";

const MIDNIGHT = "00:00:00";

/** The first moment at or after `from` that a target date names; both in milliseconds since 1970. */
export function nextTargetDate(target: TargetDate, from: number, zones: Zones): number {
  const zone = zoneFor(target.timezone, zones);
  const time = Temporal.PlainTime.from(target.target_time ?? MIDNIGHT);
  const weekdays = limitingWeekdays(target.target_days);
  return nextLocalTime({ time, weekdays, zone }, localAt(from, zone).toPlainDate(), from);
}
