// Django's date formats (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#date). Names of months and days
// are English, as in Klaviyo.

import { DAY_MS } from "#core/time.ts";
import { clockAt, isoText, type Moment, wallClock } from "./moment.ts";
import { strftime } from "./strftime.ts";

/** Django's named formats, with its settings for American English. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ["DATE_FORMAT", "N j, Y"],
  ["DATETIME_FORMAT", "N j, Y, P"],
  ["SHORT_DATE_FORMAT", "m/d/Y"],
  ["SHORT_DATETIME_FORMAT", "m/d/Y P"],
  ["TIME_FORMAT", "P"],
  ["YEAR_MONTH_FORMAT", "F Y"],
  ["MONTH_DAY_FORMAT", "F j"],
]);

type Write = (moment: Moment) => string | number;

/** A letter that has a conversion in strftime. */
const as =
  (pattern: string): Write =>
  (moment) =>
    strftime(clockAt(moment), pattern);
const fieldsOf = (moment: Moment) => clockAt(moment).fields;

const PRESS_MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."];

/** Hours and minutes of a 12-hour clock, without the minutes on the hour. */
const shortTime: Write = (moment) => {
  const fields = fieldsOf(moment);
  return strftime(clockAt(moment), fields.getUTCMinutes() === 0 ? "%-I" : "%-I:%M");
};

const halfDay: Write = (moment) => (fieldsOf(moment).getUTCHours() < 12 ? "a.m." : "p.m.");

const pressTime: Write = (moment) => {
  const fields = fieldsOf(moment);
  const isHour = fields.getUTCMinutes() === 0;
  if (isHour && fields.getUTCHours() === 0) return "midnight";
  if (isHour && fields.getUTCHours() === 12) return "noon";
  return `${shortTime(moment)} ${halfDay(moment)}`;
};

/** The name of a zone; an offset is written as in Python. */
const zoneName: Write = (moment) => {
  const { zone, isZoned } = moment;
  if (typeof zone === "string") return zone;
  if (zone === 0 || !isZoned) return "UTC";
  return `UTC${isoText(moment).slice(-6)}`;
};

/** Whether daylight saving time is in effect: the clocks are ahead of their earliest offset of the year. */
const summerTime: Write = ({ time, zone }) => {
  const year = new Date(time).getUTCFullYear();
  const offsets = [0, 6].map((month) => wallClock(Date.UTC(year, month, 1), zone).offset);
  return wallClock(time, zone).offset > Math.min(...offsets) ? 1 : 0;
};

const microseconds: Write = (moment) =>
  String(fieldsOf(moment).getUTCMilliseconds() * 1000 + moment.microseconds).padStart(6, "0");

const TIME_LETTERS: Readonly<Record<string, Write>> = {
  a: halfDay,
  A: as("%p"),
  e: (moment) => (moment.isZoned ? zoneName(moment) : ""),
  f: shortTime,
  g: as("%-I"),
  G: as("%-H"),
  h: as("%I"),
  H: as("%H"),
  i: as("%M"),
  O: as("%z"),
  P: pressTime,
  s: as("%S"),
  T: zoneName,
  u: microseconds,
  Z: (moment) => clockAt(moment).offset * 60,
};

const DATE_LETTERS: Readonly<Record<string, Write>> = {
  b: (moment) => strftime(clockAt(moment), "%b").toLowerCase(),
  c: isoText,
  d: as("%d"),
  D: as("%a"),
  E: as("%B"),
  F: as("%B"),
  I: summerTime,
  j: as("%-d"),
  l: as("%A"),
  L: (moment) => (daysInMonth(fieldsOf(moment).getUTCFullYear(), 1) === 29 ? "True" : "False"),
  m: as("%m"),
  M: as("%b"),
  n: as("%-m"),
  N: (moment) => PRESS_MONTHS[fieldsOf(moment).getUTCMonth()] ?? "",
  o: (moment) => thursdayOf(moment).getUTCFullYear(),
  r: as("%a, %d %b %Y %H:%M:%S %z"),
  S: as("%q"),
  t: (moment) => daysInMonth(fieldsOf(moment).getUTCFullYear(), fieldsOf(moment).getUTCMonth()),
  U: as("%s"),
  w: as("%w"),
  W: (moment) => Math.ceil(Number(strftime({ ...clockAt(moment), fields: thursdayOf(moment) }, "%-j")) / 7),
  y: as("%y"),
  Y: as("%Y"),
  z: as("%-j"),
};

/** The Thursday of a week that begins on Monday. In ISO 8601 its year is the year of the week. */
function thursdayOf(moment: Moment): Date {
  const fields = fieldsOf(moment);
  return new Date(fields.getTime() + (4 - (fields.getUTCDay() || 7)) * DAY_MS);
}

function daysInMonth(year: number, month: number): number {
  const last = new Date(0);
  last.setUTCFullYear(year, month + 1, 0);
  return last.getUTCDate();
}

/** Formats of `time` may not contain letters for dates. */
export type FormatKind = "time" | "date";

/** A moment in a format; undefined if a format for times contains a letter for dates. */
export function djangoFormat(moment: Moment, format: string, kind: FormatKind): string | undefined {
  let text = "";
  for (const token of tokensOf(format)) {
    if (kind === "time" && token.letter in DATE_LETTERS) return undefined;
    const write = TIME_LETTERS[token.letter] ?? DATE_LETTERS[token.letter];
    text += write === undefined ? token.text : write(moment);
  }
  return text;
}

interface FormatToken {
  /** The format letter; empty for an escaped character and for any other text. */
  readonly letter: string;
  readonly text: string;
}

/** A backslash escapes the next character. */
function* tokensOf(format: string): Iterable<FormatToken> {
  const characters = [...(NAMED.get(format) ?? format)];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    const next = characters[at + 1];
    if (character === "\\" && next !== undefined) {
      at++;
      yield { letter: "", text: next };
    } else yield { letter: isLetter(character) ? character : "", text: character };
  }
}

function isLetter(character: string): boolean {
  return Object.hasOwn(TIME_LETTERS, character) || Object.hasOwn(DATE_LETTERS, character);
}

/** The mistake in a format; undefined without one. */
export function djangoFormatProblem(format: string, kind: FormatKind): string | undefined {
  const letters = [...tokensOf(format)].map(({ letter }) => letter);
  const date = letters.find((letter) => kind === "time" && Object.hasOwn(DATE_LETTERS, letter));
  if (date !== undefined)
    return `"${date}" is a letter for dates: use the filter date, or write \\${date} for the letter itself.`;
  const doubled = letters.find((letter, index) => letter !== "" && letter === letters[index - 1]);
  if (doubled !== undefined) {
    return `"${doubled.repeat(2)}" writes the same part twice. A format has one letter for each part: 'Y-m-d H:i:s'.`;
  }
  if (letters.some((letter) => letter !== "")) return undefined;
  return "A format has Django's letters, 'Y-m-d', or strftime's, '%Y-%m-%d'.";
}
