// Units of time, and times as text. Times are milliseconds since 1970 and durations milliseconds, except where a name says
// seconds, as DynamoDB's TTL does.

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const HOUR_SECONDS = 60 * 60;
export const DAY_SECONDS = 24 * HOUR_SECONDS;

/** A time in ISO 8601, in UTC: "2026-03-02T09:00:00.000Z". */
export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** The same without milliseconds that are zero: "2026-03-02T09:00:00Z". */
export function shortIsoTime(time: number): string {
  return isoTime(time).replace(".000Z", "Z");
}
