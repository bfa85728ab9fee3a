// Waits of a run in words: "2 days, then until 09:30 on Monday or Tuesday".

import type { Weekday } from "#core/flow/delays.ts";
import type { WaitStep } from "#core/runs/steps.ts";
import { limitingWeekdays } from "#core/waiting/end-of-delay.ts";
import { count } from "./describe-date.ts";

/** Describes a wait, without its zone. */
export function describeWait(step: WaitStep): string {
  if (step.type === "target-date") return until(step.data.target_time ?? "00:00", step.data.target_days);
  const { delay_until_time, delay_until_weekdays } = step.data;
  const then = needsZone(step) ? `, then ${until(delay_until_time, delay_until_weekdays)}` : "";
  return `${lengthOf(step.data)}${then}`;
}

/** Returns whether the end of a wait depends on a zone: it has a time of day or weekdays. */
export function needsZone(step: WaitStep): boolean {
  if (step.type === "target-date") return true;
  return step.data.delay_until_time != null || limitingWeekdays(step.data.delay_until_weekdays) !== undefined;
}

function lengthOf({ unit, value, secondary_value }: Extract<WaitStep, { type: "time-delay" }>["data"]): string {
  const main = unit ?? "days";
  const secondary = secondary_value ? ` ${count(secondary_value, main === "days" ? "hour" : "minute")}` : "";
  return `${count(value, main.slice(0, -1))}${secondary}`;
}

function until(time: string | null | undefined, weekdays: readonly Weekday[] | null | undefined): string {
  const days = limitingWeekdays(weekdays)?.map((day) => `${day.charAt(0).toUpperCase()}${day.slice(1)}`) ?? [];
  const named = days.length < 2 ? days.join("") : `${days.slice(0, -1).join(", ")} or ${days.at(-1)}`;
  if (time == null) return `until ${named}`;
  const shown = time.replace(/^(\d\d:\d\d):00$/, "$1");
  return `until ${shown}${named === "" ? "" : ` on ${named}`}`;
}
