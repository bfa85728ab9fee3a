// Times in keys.

/** The digits of a time in a key: enough until the year 2286. */
export const TIME_DIGITS = 13;

const LAST_TIME = 10 ** TIME_DIGITS - 1;

/**
 * Returns a time (milliseconds since 1970) as a text that sorts as the number does. It drops fractions and uses the first or the
 * last time that the digits can hold for times beyond them.
 */
export function sortableTime(time: number): string {
  return String(Math.floor(Math.min(Math.max(time, 0), LAST_TIME))).padStart(TIME_DIGITS, "0");
}
