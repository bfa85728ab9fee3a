// Dates. liquidjs reads the clock for "now" and the machine's time zone for times that name none; here both come from
// the step, so that a webhook renders the same on every machine and at every repeat. Formats are strftime's.

import { plainText } from "../rendering/value-text.ts";
import type { Filter, FilterCall } from "./filter.ts";
import { strftime } from "./strftime.ts";
import { wallClock, type Zone } from "./wall-clock.ts";

/** Liquid's format where a template gives none. */
const DEFAULT_FORMAT = "%A, %B %-e, %Y at %-l:%M %P %z";

/**
 * `date`: a time in a strftime format; a value that is no time as it is. A zone may follow: an IANA name, or minutes
 * west of UTC, as liquidjs has it.
 */
export const date: Filter = (value, [format, zone], call) => {
  const moment = momentOf(call, value);
  if (moment === undefined) return value;
  const pattern = format === undefined || format === null ? DEFAULT_FORMAT : plainText(format);
  return formatMoment(call, { ...moment, zone: zoneOf(zone) ?? moment.zone }, pattern);
};

/** A filter that writes a time in a fixed format, as Liquid's `date_to_...` filters do. */
export function fixedDate(format: string): Filter {
  return (value, _args, call) => {
    const moment = momentOf(call, value);
    return moment === undefined ? value : formatMoment(call, moment, format);
  };
}

/** Liquid's `date_to_string` and `date_to_long_string`, with "ordinal" and "US" as their arguments. */
export function writtenDate(month: string): Filter {
  return (value, [type, style], call) => {
    const moment = momentOf(call, value);
    if (moment === undefined) return value;
    if (type !== "ordinal") return formatMoment(call, moment, `%d ${month} %Y`);
    return formatMoment(call, moment, style === "US" ? `${month} %-d%q, %Y` : `%-d%q ${month} %Y`);
  };
}

interface Moment {
  readonly time: number;
  readonly zone: Zone;
}

function formatMoment(call: FilterCall, { time, zone }: Moment, pattern: string): string {
  call.useOutput(pattern.length);
  const text = strftime(wallClock(time, zone), pattern);
  call.useOutput(text.length);
  return text;
}

/** The time that a value names, and the zone in which to show it. */
function momentOf(call: FilterCall, value: unknown): Moment | undefined {
  const { now, timeZone: zone } = call;
  if (value === "now" || value === "today") return { time: now, zone };
  if (typeof value === "number") return valid({ time: value * 1000, zone });
  if (typeof value !== "string") return undefined;
  call.useOutput(value.length);
  const text = value.trim();
  return /^\d+$/.test(text) ? valid({ time: Number(text) * 1000, zone }) : valid(parse(text));
}

/** A time of day and the zone that ends it. */
const ZONED = /\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|([+-])(\d\d):?(\d\d))$/i;
/** A date and time in ISO form without a zone. */
const ISO_LOCAL = /^\d{4}-\d\d-\d\dT[\d:.]+$/;

/** Shown as written: in its own zone where it names one, else as if it were UTC. */
function parse(text: string): Moment {
  const zoned = ZONED.exec(text);
  if (zoned) {
    const [, sign, hours, minutes] = zoned;
    const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return { time: Date.parse(text), zone: sign === "-" ? -offset : offset };
  }
  return { time: Date.parse(ISO_LOCAL.test(text) ? `${text}Z` : `${text} UTC`), zone: 0 };
}

function valid(moment: Moment): Moment | undefined {
  return Number.isNaN(new Date(moment.time).getTime()) ? undefined : moment;
}

function zoneOf(zone: unknown): Zone | undefined {
  if (typeof zone === "string") return zone;
  return typeof zone === "number" && Number.isFinite(zone) ? -zone : undefined;
}
