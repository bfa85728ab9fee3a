// Times that a value names, and the clocks of a zone. The forms are those of ISO 8601, those that Klaviyo reads as
// dates
// (https://developers.klaviyo.com/en/docs/acceptable_date_and_timestamp_formats_for_profile_and_event_properties), and
// seconds since 1970. A time is shown in the zone that it names, or else in UTC. The zone of the machine has no
// influence.

import { MINUTE_MS } from "#core/time.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { numberOf } from "../values/numbers.ts";
import type { FilterCall } from "./filter.ts";

/** Minutes east of UTC, or the IANA name of a zone. */
export type Zone = number | string;

/** The reading of a zone's clocks at a time. */
export interface WallClock {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A date whose UTC fields are the reading of the clocks. */
  readonly fields: Date;
  /** Minutes that the clocks are ahead of UTC. */
  readonly offset: number;
  readonly zoneName: string | undefined;
}

const UTC = "UTC";

/** The clocks of a zone at a time. */
export function wallClock(time: number, zone: Zone): WallClock {
  const offset = typeof zone === "number" ? zone : zone === UTC ? 0 : zoneOffset(zone, time);
  const zoneName = typeof zone === "string" ? zone : undefined;
  return { time, fields: new Date(time + offset * MINUTE_MS), offset, zoneName };
}

/** Formatters are slow to make, and few zones are in use. Beyond this number they are not kept. */
const MAX_FORMATTERS = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();

function zoneOffset(zone: string, time: number): number {
  const parts = new Map(
    formatterOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round((shown - Math.floor(time / 1000) * 1000) / MINUTE_MS);
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = makeFormatter(zone);
  if (formatters.size < MAX_FORMATTERS) formatters.set(zone, made);
  return made;
}

function makeFormatter(zone: string): Intl.DateTimeFormat {
  const numeric = "2-digit";
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    throw new RenderFailure("template-render", "The argument is not the name of a time zone such as 'Europe/Vienna'.");
  }
}

/** A time and the way to show it. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Microseconds below the millisecond, 0 to 999. */
  readonly microseconds: number;
  readonly zone: Zone;
  /** Whether the zone is known; UTC is assumed if not. */
  readonly isZoned: boolean;
}

/** The time that a value names; undefined if it names none. */
export function momentOf(value: unknown, call: FilterCall): Moment | undefined {
  const zoned = { microseconds: 0, zone: call.timeZone, isZoned: true };
  if (value === "now" || value === "today") return { time: call.now, ...zoned };
  if (typeof value === "string") {
    call.useOutput(value.length);
    const text = value.trim();
    return SECONDS.test(text) ? valid({ time: Number(text) * 1000, ...zoned }) : (parseMoment(text) ?? worded(text));
  }
  const seconds = numberOf(value);
  return seconds === undefined ? undefined : valid({ time: seconds * 1000, ...zoned });
}

/** The clocks at a moment, in its zone. */
export function clockAt({ time, zone }: Moment): WallClock {
  return wallClock(time, zone);
}

const SECONDS = /^\d+$/;
const TIME = "(?:[T ](\\d\\d?):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?\\s?(Z|UTC|GMT|[+-]\\d\\d(?::?\\d\\d)?)?)?";
const ISO = new RegExp(`^(\\d{4})-(\\d\\d?)-(\\d\\d?)${TIME}$`, "i");
const AMERICAN = new RegExp(`^(\\d\\d?)/(\\d\\d?)/(\\d{4}|\\d\\d)${TIME}$`, "i");
/** The form of `{% today '%m-%d-%Y' %}` in Klaviyo. */
const DASHED = new RegExp(`^(\\d\\d)-(\\d\\d)-(\\d{4})${TIME}$`, "i");

/** A time in one of the numeric forms. */
export function parseMoment(text: string): Moment | undefined {
  const iso = ISO.exec(text);
  if (iso) return moment([iso[1], iso[2], iso[3]], iso.slice(4));
  const american = AMERICAN.exec(text) ?? DASHED.exec(text);
  return american ? moment([fullYear(american[3]), american[1], american[2]], american.slice(4)) : undefined;
}

type Part = string | undefined;

/** Two digits are a year from 1969 to 2068, as in POSIX's strptime. */
function fullYear(year: Part = ""): string {
  if (year.length > 2) return year;
  return Number(year) < 69 ? `20${year}` : `19${year}`;
}

function moment(date: readonly Part[], time: readonly Part[]): Moment | undefined {
  const [year = 0, month = 0, day = 0] = date.map(Number);
  const [hour = 0, minute = 0, second = 0] = time.slice(0, 3).map((part) => Number(part ?? 0));
  const fields = new Date(0);
  fields.setUTCFullYear(year, month - 1, day);
  fields.setUTCHours(hour, minute, second);
  // Date moves a day or an hour that does not exist to one that does.
  if (fields.getUTCDate() !== day || fields.getUTCMonth() !== month - 1 || fields.getUTCHours() !== hour)
    return undefined;
  if (minute > 59 || second > 59 || year === 0) return undefined;
  const fraction = Number((time[3] ?? "").padEnd(6, "0").slice(0, 6));
  const offset = offsetOf(time[4]);
  return {
    time: fields.getTime() + Math.floor(fraction / 1000) - (offset ?? 0) * MINUTE_MS,
    microseconds: fraction % 1000,
    zone: offset ?? 0,
    isZoned: offset !== undefined,
  };
}

/** The name of a month. A longer text than MAX_WORDED is not read as a date. */
const MONTH =
  /\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b/i;
const MAX_WORDED = 64;
/** A time of day followed by its zone. */
const ZONED = /\d:\d\d(?::\d\d)?\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)$/i;

/** A date in English words, "March 14, 2016" or "Thu, 14 Mar 2016 08:00:00 +0100", as V8 parses it. */
function worded(text: string): Moment | undefined {
  if (text.length > MAX_WORDED || !MONTH.test(text)) return undefined;
  const zone = ZONED.exec(text)?.[1];
  const offset = offsetOf(zone);
  const time = Date.parse(offset === undefined ? `${text} UTC` : text);
  return valid({ time, microseconds: 0, zone: offset ?? 0, isZoned: offset !== undefined });
}

/** Minutes east of UTC of an offset such as "-05:30". */
function offsetOf(zone: Part): number | undefined {
  if (zone === undefined) return undefined;
  if (!/^[+-]/.test(zone)) return 0;
  const digits = zone.replace(":", "");
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3));
  return digits.startsWith("-") ? -minutes : minutes;
}

/** Refuses times outside of the years 1 to 9999, the only ones that the formats can write. */
function valid(moment: Moment): Moment | undefined {
  const year = new Date(moment.time).getUTCFullYear();
  return year >= 1 && year <= 9999 ? moment : undefined;
}

/** A moment in ISO 8601, with its offset if the zone is known. */
export function isoText(moment: Moment): string {
  const { fields, offset } = clockAt(moment);
  const [whole = "", fraction = ""] = fields.toISOString().replace("Z", "").split(".");
  const micro = `${fraction}${String(moment.microseconds).padStart(3, "0")}`;
  const shown = Number(micro) === 0 ? whole : `${whole}.${micro}`;
  if (!moment.isZoned) return shown;
  const minutes = Math.abs(offset);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${shown}${offset < 0 ? "-" : "+"}${hours}:${rest}`;
}
