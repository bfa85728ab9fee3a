// Numbers that a double can't hold. JSON has numbers of any length, and senders use them: 64-bit ids above all. What a
// double would write differently keeps its digits, as it came; all other numbers stay plain numbers.

/** Writes a number into JSON as it is: ECMA-262's JSON.rawJSON, which TypeScript's library does not know yet. */
const { rawJSON } = JSON as JSON & { rawJSON(text: string): unknown };

/** A number by its digits. Compared and counted with, it is the nearest double; as text and as JSON, every digit. */
export class ExactNumber {
  /** The number as JSON writes it. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** The nearest double; infinite beyond the largest. */
  get double(): number {
    return Number(this.source);
  }

  toJSON(): unknown {
    return rawJSON(this.source);
  }

  toString(): string {
    return this.source;
  }
}

/** Digits that every double keeps (C's DBL_DIG): so many in a row are held exactly, whatever they are. */
const KEPT_DIGITS = 15;

/** Three digits or more: only then can a number be beyond the largest double, or below the smallest. */
const LARGE_EXPONENT = /e[+-]?\d{3}/i;

/** The number that JSON writes so: plain where a double holds it. */
export function exactNumber(source: string): number | ExactNumber {
  const double = Number(source);
  if (source.length <= KEPT_DIGITS && !LARGE_EXPONENT.test(source)) return double;
  // JSON has no word for these, so that the digits need no comparison.
  if (!Number.isFinite(double)) return new ExactNumber(source);
  // The nearest double has the same digits or others, never the same ones at another place.
  return significantDigits(source) === significantDigits(String(double)) ? double : new ExactNumber(source);
}

/** Whether a text that is a JSON number is one that a double holds. */
export function isHeldByDouble(source: string): boolean {
  return typeof exactNumber(source) === "number";
}

const DIGITS = /^-?(\d+)(?:\.(\d+))?/;

/** The digits of a number without the zeros at either end; none of 0 and of what is no number. */
function significantDigits(number: string): string {
  const [, whole = "", fraction = ""] = DIGITS.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  // A pattern for the zeros at the end takes time that grows with the square of the zeros.
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end--;
  return digits.slice(0, end);
}
