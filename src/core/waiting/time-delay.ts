// When a time delay ends. Most delays are a plain length and need no clock on a wall: those are a sum. What comes after the
// length, a time of day or a weekday, is looked up in the delay's zone.

import { Temporal } from "temporal-polyfill";
import { lengthInMinutes, type TimeDelay } from "../flow/time-delay.ts";
import { MINUTE_MS } from "../time.ts";
import { isAmong, limitingWeekdays, localAt, nextLocalTime } from "./local-time.ts";
import { type Zones, zoneFor } from "./zones.ts";

/**
 * When a delay ends that begins at `from`; both in milliseconds since 1970. Never before `from`.
 *
 * A day is 24 hours; with `delay_until_time` it is a day of the calendar, so that "1 day until 15:00" means tomorrow at
 * 15:00 whatever the time is now (Klaviyo Help Center, article 115003885212).
 */
export function endOfTimeDelay(delay: TimeDelay, from: number, zones: Zones): number {
  const weekdays = limitingWeekdays(delay.delay_until_weekdays);
  const end = from + lengthInMinutes(delay) * MINUTE_MS;
  if (delay.delay_until_time == null && weekdays === undefined) return end;
  const zone = zoneFor(delay.timezone, zones);
  if (delay.delay_until_time == null) {
    const local = localAt(end, zone);
    if (isAmong(weekdays, local)) return end;
    const sameTime = { time: local.toPlainTime(), weekdays, zone };
    return nextLocalTime(sameTime, local.toPlainDate(), end);
  }
  const wanted = { time: Temporal.PlainTime.from(delay.delay_until_time), weekdays, zone };
  if ((delay.unit ?? "days") !== "days") return nextLocalTime(wanted, localAt(end, zone).toPlainDate(), end);
  return nextLocalTime(wanted, localAt(from, zone).toPlainDate().add({ days: delay.value }), from);
}
