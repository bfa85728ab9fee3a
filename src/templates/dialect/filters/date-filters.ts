// Filters of dates and times. A format with a % is strftime's, as in Liquid; any other format has Django's letters, as
// in Klaviyo. For a value that is not a time, Django's formats return an empty text and Liquid's return the value. The
// time of the rendering is the step's, so that a repeated rendering gives the same result.

import { DAY_MS } from "#core/time.ts";
import { toInteger } from "../values/numbers.ts";
import { plainText } from "../values/value-text.ts";
import { djangoFormat, djangoFormatProblem, type FormatKind } from "./django-date-format.ts";
import type { Filter, FilterCall, FilterEntry, FilterFamily, WrittenArgument } from "./filter.ts";
import { clockAt, isoText, type Moment, momentOf, parseMoment, wallClock, type Zone } from "./moment.ts";
import { strftime } from "./strftime.ts";

/** A zone may follow the format: an IANA name, or minutes west of UTC as in liquidjs. */
function formatted(kind: FormatKind, usual: string): Filter {
  return (value, [format, zone], call) => {
    const pattern = plainText(format ?? usual);
    const moment = inZone(undatedTime(value, kind) ?? momentOf(value, call), zone);
    if (moment === undefined) return pattern.includes("%") ? value : "";
    return pattern.includes("%") ? written(moment, pattern, call) : inLetters(moment, pattern, kind, call);
  };
}

function inLetters(moment: Moment, pattern: string, kind: FormatKind, call: FilterCall): string {
  call.useOutput(pattern.length);
  const text = djangoFormat(moment, pattern, kind) ?? "";
  call.useOutput(text.length);
  return text;
}

/** A time of day without a date, "13:45". */
function undatedTime(value: unknown, kind: FormatKind): Moment | undefined {
  return kind === "time" && typeof value === "string" ? parseMoment(`1970-01-01 ${value.trim()}`) : undefined;
}

function inZone(moment: Moment | undefined, zone: unknown): Moment | undefined {
  const named = zoneOf(zone);
  return moment === undefined || named === undefined ? moment : { ...moment, zone: named, isZoned: true };
}

const DAY_MINUTES = 24 * 60;

function zoneOf(zone: unknown): Zone | undefined {
  if (typeof zone === "string") return zone;
  // Every zone is less than a day from UTC.
  return typeof zone === "number" && Math.abs(zone) < DAY_MINUTES ? -Math.trunc(zone) : undefined;
}

function written(moment: Moment, pattern: string, call: FilterCall): string {
  call.useOutput(pattern.length);
  const text = strftime(clockAt(moment), pattern);
  call.useOutput(text.length);
  return text;
}

/** A filter with a fixed format, such as Liquid's `date_to_xmlschema`. */
function fixedDate(pattern: string): Filter {
  return (value, _args, call) => {
    const moment = momentOf(value, call);
    return moment === undefined ? value : written(moment, pattern, call);
  };
}

/** Liquid's `date_to_string` and `date_to_long_string`; their arguments are "ordinal" and "US". */
function writtenDate(month: string): Filter {
  return (value, [type, style], call) => {
    const moment = momentOf(value, call);
    if (moment === undefined) return value;
    if (type !== "ordinal") return written(moment, `%d ${month} %Y`, call);
    return written(moment, style === "US" ? `${month} %-d%q, %Y` : `%-d%q ${month} %Y`, call);
  };
}

function formatProblem(kind: FormatKind) {
  return ([format]: readonly WrittenArgument[]): string | undefined => {
    if (format === undefined) return undefined;
    const text = plainText(format.value);
    return text.includes("%") ? undefined : djangoFormatProblem(text, kind);
  };
}

const fixed = (filter: Filter, most = 0): FilterEntry => ({ filter, origin: "Liquid", least: 0, most });
const django = (kind: FormatKind, usual: string): FilterEntry => {
  const checks = { check: formatProblem(kind), spells: isNumber };
  return { filter: formatted(kind, usual), origin: "Django", least: 0, most: 2, ...checks };
};

/** Formats that give a number without a leading zero: the year, the seconds since 1970, the day without a zero, ... */
const NUMBERS = /^(?:[YUnjzwNGgt]|%(?:[Ysuw]|-[dmHIMS]))$/;

function isNumber(_text: string, [format]: readonly WrittenArgument[]): boolean {
  return format !== undefined && NUMBERS.test(plainText(format.value));
}

// `timesince` and `timeuntil` are Django's (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#timesince).
// Months and years are calendar units in the zone of the earlier time. The two largest units are shown, without any
// that follows a 0.

const UNITS = ["year", "month", "week", "day", "hour", "minute"] as const;
const SECONDS = [604_800, 86_400, 3_600, 60] as const;
/** The days of the months without a leap day. As in Django, a year that begins on 29 February ends on 28 February. */
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** Django keeps the number and the unit on one line. */
const NO_BREAK_SPACE = "\u00a0";

/** The time between two moments, "4 days, 6 hours"; "0 minutes" if `to` is not later. */
function timeSpan(from: Moment, to: Moment): string {
  const elapsed = Math.floor((to.time - from.time) / 1000);
  if (elapsed <= 0) return shown(0, "minute");
  const start = clockAt(from).fields;
  // Both in the zone of `from`.
  const end = wallClock(to.time, from.zone).fields;
  const months = fullMonths(start, end);
  let rest = Math.floor((end.getTime() - moved(start, months).getTime()) / 1000);
  const counts = [Math.floor(months / 12), months % 12];
  for (const seconds of SECONDS) {
    counts.push(Math.floor(rest / seconds));
    rest %= seconds;
  }
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return shown(0, "minute");
  const largest = counts
    .slice(first, first + 2)
    .map((count, index) => ({ count, unit: UNITS[first + index] ?? "minute" }));
  return largest
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => shown(count, unit))
    .join(", ");
}

function shown(count: number, unit: string): string {
  return `${count}${NO_BREAK_SPACE}${unit}${count === 1 ? "" : "s"}`;
}

function fullMonths(start: Date, end: Date): number {
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  const days = end.getUTCDate() - start.getUTCDate();
  const isBefore = days < 0 || (days === 0 && millisecondOfDay(end) < millisecondOfDay(start));
  return isBefore ? months - 1 : months;
}

function millisecondOfDay(fields: Date): number {
  return fields.getTime() % DAY_MS;
}

/** A date some months later, or the last day of that month if the month is too short. */
function moved(start: Date, months: number): Date {
  if (months === 0) return start;
  const month = start.getUTCMonth() + months;
  const pivot = new Date(Math.floor(start.getTime() / 1000) * 1000);
  pivot.setUTCFullYear(
    start.getUTCFullYear() + Math.floor(month / 12),
    month % 12,
    Math.min(start.getUTCDate(), MONTH_DAYS[month % 12] ?? 31),
  );
  return pivot;
}

// Klaviyo's `format_date_string` and `datetime_from_string` parse a text for `date` to format. JSON has no type for
// times, so they return an ISO 8601 text (https://help.klaviyo.com/hc/en-us/articles/115005257788).

/** A time as an ISO 8601 text; empty if the value is not a time. */
const fromString: Filter = (value, _args, call) => {
  const moment = momentOf(value, call);
  return moment === undefined ? "" : isoText(moment);
};

function spanFilter(span: (moment: Moment, other: Moment) => string): Filter {
  return (value, [compared], call) => {
    const moment = momentOf(value, call);
    const other = momentOf(compared ?? "now", call);
    return moment === undefined || other === undefined ? "" : span(moment, other);
  };
}

/** Full weeks from a time until now, or until another time. */
const weeksSince: Filter = (value, [compared], call) => {
  const [from, to] = [momentOf(value, call), momentOf(compared ?? "now", call)];
  return from === undefined || to === undefined ? "" : Math.floor((to.time - from.time) / (7 * DAY_MS)) + 0;
};

/** A day at the beginning of a text, in the forms that Klaviyo's `days_later` reads and writes. */
const DAY_FIRST = /^(\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4})(?=$|[T ])/;

/** Adds days to the day at the beginning of a text. The form of the day and the rest of the text stay the same. */
const daysLater: Filter = (value, [days], call) => {
  const text = plainText(value).trim();
  call.useOutput(text.length);
  const [day = ""] = DAY_FIRST.exec(text) ?? [];
  const moment = parseMoment(day);
  const count = toInteger(days);
  if (moment === undefined || count === undefined) return "";
  const date = dateAt(moment.time + count * DAY_MS);
  const [year, month, dayOfMonth] = date.split("-");
  return date && (day.charAt(4) === "-" ? date : `${month}-${dayOfMonth}-${year}`) + text.slice(day.length);
};

/** The day of a time, "2024-03-01"; empty unless its year has four digits. */
function dateAt(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : (/^\d{4}-\d\d-\d\d/.exec(date.toISOString())?.[0] ?? "");
}

function daysProblem([days]: readonly WrittenArgument[]): string | undefined {
  if (days === undefined || toInteger(days.value) !== undefined) return undefined;
  return "days_later takes a number of days: days_later:5.";
}

/** Filters of dates and times, by name. */
export const DATE_FILTERS: FilterFamily = {
  date: django("date", "DATE_FORMAT"),
  time: django("time", "TIME_FORMAT"),
  date_to_xmlschema: fixed(fixedDate("%Y-%m-%dT%H:%M:%S%:z")),
  date_to_rfc822: fixed(fixedDate("%a, %d %b %Y %H:%M:%S %z")),
  date_to_string: fixed(writtenDate("%b"), 2),
  date_to_long_string: fixed(writtenDate("%B"), 2),
  format_date_string: { filter: fromString, origin: "Klaviyo", least: 0, most: 0 },
  datetime_from_string: { filter: fromString, origin: "Klaviyo", least: 0, most: 0 },
  days_later: { filter: daysLater, origin: "Klaviyo", least: 1, most: 1, check: daysProblem },
  weeks_since: { filter: weeksSince, origin: "Klaviyo", least: 0, most: 1 },
  timesince: { filter: spanFilter((moment, other) => timeSpan(moment, other)), origin: "Django", least: 0, most: 1 },
  timeuntil: { filter: spanFilter((moment, other) => timeSpan(other, moment)), origin: "Django", least: 0, most: 1 },
};
