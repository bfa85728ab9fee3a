// What a clock on the wall of a time zone shows, worked out from UTC, so that no machine's own zone plays a part.

import { RenderFailure } from "../rendering/render-failure.ts";

/** An offset from UTC in minutes, east positive, or the IANA name of a zone. */
export type Zone = number | string;

/** A time as a zone's clocks show it. */
export interface WallClock {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A date whose UTC fields are what the clocks show. */
  readonly fields: Date;
  /** Minutes that the clocks are ahead of UTC. */
  readonly offset: number;
  readonly zoneName: string | undefined;
}

const MINUTE_MS = 60_000;
const UTC = "UTC";

/** The clocks of a zone at a time. */
export function wallClock(time: number, zone: Zone): WallClock {
  const offset = typeof zone === "number" ? zone : zone === UTC ? 0 : offsetOf(zone, time);
  const zoneName = typeof zone === "string" ? zone : undefined;
  return { time, fields: new Date(time + offset * MINUTE_MS), offset, zoneName };
}

/** Formatters are dear to make and few zones are in use; past this many, they are made anew. */
const MAX_FORMATTERS = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();

function offsetOf(zone: string, time: number): number {
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
    throw new RenderFailure("template-render", "This is not the name of a time zone; one is 'Europe/Vienna'.");
  }
}
