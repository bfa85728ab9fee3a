// Times in scenarios: "now", an offset from the scenario's start ("+4h30m", "-2d"), or a calendar time, with an offset from UTC
// ("2026-03-29T10:00:00+02:00") or a zone ("2026-03-29 10:00 Europe/Vienna").

import { Temporal } from "temporal-polyfill";
import * as z from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, shortIsoTime } from "#core/time.ts";
import { isTimeZone } from "#core/waiting/zones.ts";

/** Milliseconds from the scenario's start or since 1970. */
type ScenarioTime =
  | { readonly ok: true; readonly from: "start" | "1970"; readonly ms: number }
  | { readonly ok: false; readonly problem: string };

/** The units of a duration, longest first. A day is 24 hours, as in a delay. */
const UNITS = [
  ["w", 7 * DAY_MS],
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["m", MINUTE_MS],
  ["s", SECOND_MS],
] as const;

const DURATION = new RegExp(`^([+-])(?=\\d)${UNITS.map(([unit]) => `(?:(\\d+)${unit})?`).join("")}$`);
const ON_CLOCKS = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}(?::\d{2})?) ([A-Za-z][\w+/-]*)$/;
const WITH_OFFSET = z.iso.datetime({ offset: true });

const HINT =
  'must be "now", an offset from the start such as "+4h30m" (w, d, h, m, s), or a calendar time such as "2026-03-29T10:00:00Z" or "2026-03-29 10:00 Europe/Vienna"';

/** Parses a time. */
export function parseScenarioTime(text: string): ScenarioTime {
  if (text === "now") return { ok: true, from: "start", ms: 0 };
  const duration = DURATION.exec(text);
  if (duration) return { ok: true, from: "start", ms: durationOf(duration) };
  const clocks = ON_CLOCKS.exec(text);
  if (clocks) return onClocks(`${clocks[1]}T${clocks[2]}`, clocks[3] ?? "");
  if (WITH_OFFSET.safeParse(text).success) return { ok: true, from: "1970", ms: Date.parse(text) };
  return { ok: false, problem: HINT };
}

function durationOf([, sign, ...amounts]: RegExpExecArray): number {
  const ms = UNITS.reduce((sum, [, unit], index) => sum + Number(amounts[index] ?? 0) * unit, 0);
  return sign === "-" ? -ms : ms;
}

/** A time in a zone. Rejects times that a clock change skips or repeats. */
function onClocks(local: string, zone: string): ScenarioTime {
  if (!isTimeZone(zone)) return { ok: false, problem: `names an unknown time zone: "${zone}"` };
  try {
    const time = Temporal.PlainDateTime.from(local, { overflow: "reject" });
    return { ok: true, from: "1970", ms: time.toZonedDateTime(zone, { disambiguation: "reject" }).epochMilliseconds };
  } catch {
    const problem = `must be a time that occurs exactly once in ${zone}; if a clock change repeats it, write it with its offset from UTC: "2026-03-29T10:00:00+02:00"`;
    return { ok: false, problem };
  }
}

/** A checked time of a scenario that starts at `start`, in milliseconds since 1970. */
export function timeAt(text: string, start: number): number {
  const time = parseScenarioTime(text);
  if (!time.ok) throw new Error(`The time ${text} was not checked`);
  return time.from === "start" ? start + time.ms : time.ms;
}

/** A time in reports: the offset from the start, and the calendar time. */
export function describeTime(time: number, start: number): string {
  return `${describeOffset(time - start)} (${shortIsoTime(time)})`;
}

function describeOffset(ms: number): string {
  if (ms === 0) return "now";
  const parts: string[] = [];
  let rest = Math.abs(ms);
  for (const [unit, length] of UNITS.slice(1)) {
    const amount = unit === "s" ? rest / length : Math.floor(rest / length);
    rest -= Math.floor(rest / length) * length;
    if (amount > 0) parts.push(`${amount}${unit}`);
  }
  return `${ms < 0 ? "-" : "+"}${parts.join("")}`;
}

/** A time in a scenario file. */
export const scenarioTimeSchema = z.string().superRefine((text, context) => {
  const time = parseScenarioTime(text);
  if (!time.ok) context.addIssue({ code: "custom", message: time.problem });
});

/** The start of a scenario: a calendar time. */
export const calendarTimeSchema = scenarioTimeSchema.superRefine((text, context) => {
  const time = parseScenarioTime(text);
  if (time.ok && time.from === "start") {
    context.addIssue({ code: "custom", message: 'must be a calendar time, such as "2026-03-29T10:00:00Z"' });
  }
});
