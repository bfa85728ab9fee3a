// Filters that count with times. Klaviyo's `format_date_string` and `datetime_from_string` make a time of a text, for `date`
// to write; JSON has no times, so what they make is the text that ISO 8601 has for it
// (https://help.klaviyo.com/hc/en-us/articles/115005257788).

import { plainText } from "../rendering/value-text.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";
import { isoText, type Moment, momentOf, parseMoment } from "./moment.ts";
import { toInteger } from "./numbers.ts";
import { timeSpan } from "./time-span.ts";

/** The time that a text names, as ISO 8601 writes it; nothing where it names none. */
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

const DAY_MS = 86_400_000;

/** Full weeks from a time to now, or to another time. */
const weeksSince: Filter = (value, [compared], call) => {
  const [from, to] = [momentOf(value, call), momentOf(compared ?? "now", call)];
  return from === undefined || to === undefined ? "" : Math.floor((to.time - from.time) / (7 * DAY_MS)) + 0;
};

/** A day at the beginning of a text, in the forms in which Klaviyo's `days_later` reads and writes it. */
const DAY_FIRST = /^(\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4})(?=$|[T ])/;

/** A day so many days later, in the form that it came in; what follows the day stays as it is. */
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

/** The day of a time, "2024-03-01"; nothing where its year has not four digits. */
function dateAt(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : (/^\d{4}-\d\d-\d\d/.exec(date.toISOString())?.[0] ?? "");
}

function daysProblem([days]: readonly WrittenArgument[]): string | undefined {
  if (days === undefined || toInteger(days.value) !== undefined) return undefined;
  return "days_later takes a number of days: days_later:5.";
}

/** Filters that count with times. */
export const TIME_FILTERS: FilterFamily = {
  format_date_string: { filter: fromString, origin: "Klaviyo", least: 0, most: 0 },
  datetime_from_string: { filter: fromString, origin: "Klaviyo", least: 0, most: 0 },
  days_later: { filter: daysLater, origin: "Klaviyo", least: 1, most: 1, check: daysProblem },
  weeks_since: { filter: weeksSince, origin: "Klaviyo", least: 0, most: 1 },
  timesince: { filter: spanFilter((moment, other) => timeSpan(moment, other)), origin: "Django", least: 0, most: 1 },
  timeuntil: { filter: spanFilter((moment, other) => timeSpan(other, moment)), origin: "Django", least: 0, most: 1 },
};
