// Dates. liquidjs reads the clock for "now" and the machine's time zone for times that name none; here both come from
// the step, so that a webhook renders the same on every machine and at every repeat. Formats are strftime's.

import { type Context, filters, toValue } from "liquidjs";
import { renderContext } from "../rendering/render-context.ts";
import { type FilterHandler, type FilterThis, handlerOf } from "./filter-handler.ts";

/** An offset from UTC in minutes, west positive, as JavaScript counts it, or the IANA name of a zone. */
type Zone = number | string;

const liquidDate = handlerOf(filters, "date");

/** A time, in milliseconds since 1970, in a strftime format. */
export function formatTime(context: Context, time: number, zone: Zone, format: string): string {
  // liquidjs's date reads nothing of what a filter is called on but its context.
  return liquidDate.call({ context } as FilterThis, new Date(time), format, zone);
}

/** `date`: a time in a strftime format; a value that is no time as it is. */
export function date(this: FilterThis, value: unknown, format: unknown, zone: unknown): unknown {
  const moment = momentOf(this, value);
  if (moment === undefined) return value;
  const given: unknown = toValue(zone);
  const shownIn = typeof given === "number" || typeof given === "string" ? given : moment.zone;
  return liquidDate.call(this, new Date(moment.time), format, shownIn);
}

/** One of Liquid's other date filters, with the times that ours understands, in UTC. */
export function otherDate(name: string): FilterHandler {
  const handler = handlerOf(filters, name);
  return function (this: FilterThis, value: unknown, ...args: unknown[]): unknown {
    const moment = momentOf(this, value);
    return moment === undefined ? value : handler.call(this, new Date(moment.time), ...args);
  };
}

/** The time that a value names, and the zone in which to show it. */
function momentOf(filter: FilterThis, value: unknown): { time: number; zone: Zone } | undefined {
  const given: unknown = toValue(value);
  const step = renderContext(filter.context).time;
  const zone = step.timeZone ?? 0;
  if (given === "now" || given === "today") return { time: step.now, zone };
  if (typeof given === "number") return valid({ time: given * 1000, zone });
  if (typeof given !== "string") return undefined;
  filter.context.memoryLimit.use(given.length);
  const text = given.trim();
  return /^\d+$/.test(text) ? valid({ time: Number(text) * 1000, zone }) : valid(parse(text));
}

/** A time of day and the zone that ends it. */
const ZONED = /\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:(Z)|([+-])(\d\d):?(\d\d))$/i;
/** A date and time in ISO form without a zone. */
const ISO_LOCAL = /^\d{4}-\d\d-\d\dT[\d:.]+$/;

/** Shown as written: in its own zone where it names one, else as if it were UTC. */
function parse(text: string): { time: number; zone: Zone } {
  const zoned = ZONED.exec(text);
  if (zoned) {
    const [, , sign, hours, minutes] = zoned;
    const offset = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
    return { time: Date.parse(text), zone: sign === "-" ? offset : -offset };
  }
  return { time: Date.parse(ISO_LOCAL.test(text) ? `${text}Z` : `${text} UTC`), zone: 0 };
}

function valid<Moment extends { time: number }>(moment: Moment): Moment | undefined {
  return Number.isNaN(new Date(moment.time).getTime()) ? undefined : moment;
}
