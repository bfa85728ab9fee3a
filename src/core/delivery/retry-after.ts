// Reads the Retry-After header of RFC 9110, section 10.2.3, by which a target asks for a pause. The value is untrusted: an
// invalid value is ignored, and a long one is shortened.

/**
 * How long the target asks to wait, in milliseconds after `now`; at most `longestMs`. Undefined if the header is invalid or names
 * no future time.
 */
export function parseRetryAfter(text: string, now: number, longestMs: number): number | undefined {
  const trimmed = text.trim();
  const wait = /^\d+$/.test(trimmed) ? Number(trimmed) * 1000 : parseHttpDate(trimmed, now) - now;
  return wait > 0 ? Math.min(wait, longestMs) : undefined;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const CLOCK = "(?<hour>[0-2]\\d):(?<minute>[0-5]\\d):(?<second>[0-6]\\d)";

/** The three forms of a date that RFC 9110, section 5.6.7, requires recipients to accept. All are in UTC. */
const HTTP_DATES = [
  new RegExp(`^[A-Z][a-z]{2}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${CLOCK} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${CLOCK} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${CLOCK} (?<year>\\d{4})$`),
];

/** Milliseconds since 1970, or NaN if the text is not an HTTP date. */
function parseHttpDate(text: string, now: number): number {
  for (const form of HTTP_DATES) {
    const parts = form.exec(text)?.groups;
    if (parts) return fromParts(parts, now);
  }
  return Number.NaN;
}

function fromParts(parts: Record<string, string | undefined>, now: number): number {
  const text = (name: string): string => parts[name] ?? "";
  const number = (name: string): number => Number(text(name));
  const month = MONTHS.indexOf(text("month"));
  const day = number("day");
  const year = text("year").length === 2 ? fullYear(number("year"), now) : number("year");
  const time = Date.UTC(year, month, day, number("hour"), number("minute"), number("second"));
  // Date.UTC turns 31 February into a day in March; such a date is invalid.
  const date = new Date(time);
  return date.getUTCDate() === day && date.getUTCMonth() === month ? time : Number.NaN;
}

/** The year that two digits mean: the one no more than 50 years from now (RFC 9110, section 5.6.7). */
function fullYear(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
