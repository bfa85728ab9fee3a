// `date` and `time`. A format with a % in it is strftime's, as Liquid has them; one without has Django's letters, which are
// Klaviyo's. What is no time is nothing with Django's and stays what it is with Liquid's. The clock is the step's, so that a
// webhook renders the same at every repeat.

import { plainText } from "../rendering/value-text.ts";
import { djangoFormat, djangoFormatProblem, type FormatKind } from "./django-format.ts";
import type { Filter, FilterCall, FilterEntry, FilterFamily, WrittenArgument } from "./filter.ts";
import { clockAt, type Moment, momentOf, parseMoment } from "./moment.ts";
import { strftime } from "./strftime.ts";
import type { Zone } from "./wall-clock.ts";

/** A zone may follow the format: an IANA name, or minutes west of UTC, as liquidjs has it. */
function formatted(kind: FormatKind, usual: string): Filter {
  return (value, [format, zone], call) => {
    const pattern = plainText(format ?? usual);
    const moment = inZone(timeOfDay(value, kind) ?? momentOf(value, call), zone);
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

/** A time of a day that is not said, "13:45". */
function timeOfDay(value: unknown, kind: FormatKind): Moment | undefined {
  return kind === "time" && typeof value === "string" ? parseMoment(`1970-01-01 ${value.trim()}`) : undefined;
}

function inZone(moment: Moment | undefined, zone: unknown): Moment | undefined {
  const named = zoneOf(zone);
  return moment === undefined || named === undefined ? moment : { ...moment, zone: named, isZoned: true };
}

const DAY_MINUTES = 24 * 60;

function zoneOf(zone: unknown): Zone | undefined {
  if (typeof zone === "string") return zone;
  // No zone is a day from UTC or more.
  return typeof zone === "number" && Math.abs(zone) < DAY_MINUTES ? -Math.trunc(zone) : undefined;
}

function written(moment: Moment, pattern: string, call: FilterCall): string {
  call.useOutput(pattern.length);
  const text = strftime(clockAt(moment), pattern);
  call.useOutput(text.length);
  return text;
}

/** A filter that writes a time in a fixed format, as Liquid's `date_to_...` filters do. */
function fixedDate(pattern: string): Filter {
  return (value, _args, call) => {
    const moment = momentOf(value, call);
    return moment === undefined ? value : written(moment, pattern, call);
  };
}

/** Liquid's `date_to_string` and `date_to_long_string`, with "ordinal" and "US" as their arguments. */
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

/** Formats that give a number and never a zero before it: the year, the seconds since 1970, the day without a zero, ... */
const NUMBERS = /^(?:[YUnjzwNGgt]|%(?:[Ysuw]|-[dmHIMS]))$/;

function isNumber(_text: string, [format]: readonly WrittenArgument[]): boolean {
  return format !== undefined && NUMBERS.test(plainText(format.value));
}

/** Filters that write a time in a format. */
export const DATE_FILTERS: FilterFamily = {
  date: django("date", "DATE_FORMAT"),
  time: django("time", "TIME_FORMAT"),
  date_to_xmlschema: fixed(fixedDate("%Y-%m-%dT%H:%M:%S%:z")),
  date_to_rfc822: fixed(fixedDate("%a, %d %b %Y %H:%M:%S %z")),
  date_to_string: fixed(writtenDate("%b"), 2),
  date_to_long_string: fixed(writtenDate("%B"), 2),
};
