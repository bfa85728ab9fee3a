// Formats times with a pattern such as '%Y-%m-%d'. liquidjs's strftime shifts a time so that the machine's clock shows
// another zone, which is an hour off around the machine's changes to and from daylight saving time. This one does not
// use the machine's zone. It has the conversions and flags of Ruby's strftime, as Liquid does, and of Python's, as
// Klaviyo does.

import { DAY_MS } from "#core/time.ts";
import type { WallClock } from "./moment.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** A conversion, and its padding if it has a width. */
interface Conversion {
  readonly write: (clock: WallClock) => string | number;
  readonly width?: number;
  readonly fill?: "0" | " ";
}

const number = (write: (clock: WallClock) => number, width = 2, fill: "0" | " " = "0"): Conversion => {
  return { write, width, fill };
};
const word = (write: (clock: WallClock) => string): Conversion => ({ write, fill: " " });
const format = (pattern: string): Conversion => word((clock) => strftime(clock, pattern));

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ["a", word(({ fields }) => dayName(fields).slice(0, 3))],
  ["A", word(({ fields }) => dayName(fields))],
  ["b", word(({ fields }) => monthName(fields).slice(0, 3))],
  ["h", word(({ fields }) => monthName(fields).slice(0, 3))],
  ["B", word(({ fields }) => monthName(fields))],
  ["C", number(({ fields }) => Math.floor(fields.getUTCFullYear() / 100))],
  ["d", number(({ fields }) => fields.getUTCDate())],
  ["e", number(({ fields }) => fields.getUTCDate(), 2, " ")],
  ["f", number(({ fields }) => fields.getUTCMilliseconds() * 1000, 6)],
  ["H", number(({ fields }) => fields.getUTCHours())],
  ["I", number(({ fields }) => fields.getUTCHours() % 12 || 12)],
  ["j", number(({ fields }) => dayOfYear(fields), 3)],
  ["k", number(({ fields }) => fields.getUTCHours(), 2, " ")],
  ["l", number(({ fields }) => fields.getUTCHours() % 12 || 12, 2, " ")],
  ["L", number(({ fields }) => fields.getUTCMilliseconds(), 3)],
  ["m", number(({ fields }) => fields.getUTCMonth() + 1)],
  ["M", number(({ fields }) => fields.getUTCMinutes())],
  ["N", { write: ({ fields }) => `${String(fields.getUTCMilliseconds()).padStart(3, "0")}000000` }],
  ["p", word(({ fields }) => (fields.getUTCHours() < 12 ? "AM" : "PM"))],
  ["P", word(({ fields }) => (fields.getUTCHours() < 12 ? "am" : "pm"))],
  ["q", word(({ fields }) => ordinal(fields.getUTCDate()))],
  ["s", number(({ time }) => Math.floor(time / 1000), 0)],
  ["S", number(({ fields }) => fields.getUTCSeconds())],
  ["u", number(({ fields }) => fields.getUTCDay() || 7, 0)],
  ["U", number(({ fields }) => weekOfYear(fields, 0))],
  ["w", number(({ fields }) => fields.getUTCDay(), 0)],
  ["W", number(({ fields }) => weekOfYear(fields, 1))],
  ["y", number(({ fields }) => ((fields.getUTCFullYear() % 100) + 100) % 100)],
  ["Y", number(({ fields }) => fields.getUTCFullYear(), 4)],
  ["z", { write: ({ offset }) => offsetText(offset, "") }],
  ["Z", word(({ zoneName, offset }) => zoneName ?? offsetText(offset, ""))],
  ["c", format("%a %b %e %H:%M:%S %Y")],
  ["D", format("%m/%d/%y")],
  ["F", format("%Y-%m-%d")],
  ["R", format("%H:%M")],
  ["T", format("%H:%M:%S")],
  ["x", format("%m/%d/%y")],
  ["X", format("%H:%M:%S")],
  ["n", { write: () => "\n" }],
  ["t", { write: () => "\t" }],
  ["%", { write: () => "%" }],
]);

/** A conversion in a pattern: flags, width, letter. */
const CONVERSION = /%([-_0^#:]*)(\d{0,2})[EO]?(.)/gsu;

/** A time in a format. Unknown conversions stay unchanged. */
export function strftime(clock: WallClock, pattern: string): string {
  return pattern.replace(CONVERSION, (whole, flags: string, width: string, letter: string) => {
    const conversion = CONVERSIONS.get(letter);
    if (conversion === undefined) return whole;
    const text =
      letter === "z" && flags.includes(":") ? offsetText(clock.offset, ":") : String(conversion.write(clock));
    return padded(inCase(text, flags), conversion, flags, width);
  });
}

function inCase(text: string, flags: string): string {
  if (flags.includes("^")) return text.toUpperCase();
  if (!flags.includes("#")) return text;
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
}

function padded(text: string, { width: usual = 0, fill: usualFill = "0" }: Conversion, flags: string, width: string) {
  if (flags.includes("-")) return text;
  let fill = usualFill;
  if (flags.includes("_")) fill = " ";
  else if (flags.includes("0")) fill = "0";
  const length = width === "" ? usual : Number(width);
  const negative = fill === "0" && text.startsWith("-");
  return negative ? `-${text.slice(1).padStart(length - 1, fill)}` : text.padStart(length, fill);
}

function dayName(fields: Date): string {
  return DAYS[fields.getUTCDay()] ?? "";
}

function monthName(fields: Date): string {
  return MONTHS[fields.getUTCMonth()] ?? "";
}

function dayOfYear(fields: Date): number {
  const start = new Date(fields);
  start.setUTCMonth(0, 1);
  return Math.round((fields.getTime() - start.getTime()) / DAY_MS) + 1;
}

/** Days before the first `firstDay` of the year are in week 0. */
function weekOfYear(fields: Date, firstDay: number): number {
  const sinceFirstDay = (fields.getUTCDay() - firstDay + 7) % 7;
  return Math.floor((dayOfYear(fields) - 1 - sinceFirstDay + 7) / 7);
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function offsetText(offset: number, colon: string): string {
  const minutes = Math.abs(offset);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${offset < 0 ? "-" : "+"}${hours}${colon}${rest}`;
}
