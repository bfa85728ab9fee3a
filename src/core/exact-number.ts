// Numbers that a double can't hold. JSON has numbers of any length, and senders use them, mostly for 64-bit ids. A number that a
// double would write differently keeps its digits; all other numbers are plain numbers.

/** Writes a number into JSON unchanged: ECMA-262's JSON.rawJSON, which TypeScript's library does not know yet. */
const { rawJSON } = JSON as JSON & { rawJSON(text: string): unknown };

/** A number with all its digits. In comparisons and arithmetic it is the nearest double; text and JSON have every digit. */
export class ExactNumber {
  /** The number in JSON syntax. */
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** The nearest double; infinite if it is beyond the largest. */
  get double(): number {
    return Number(this.source);
  }

  /**
   * The number as digits without zeros at either end and a power of ten: equal numbers have the same text, however they are
   * written. Its exponent has any size, as in JSON.
   */
  get canonical(): string {
    const [, sign = "", whole = "", fraction = "", exponent = "0"] = PARTS.exec(this.source) ?? [];
    const digits = significantDigits(this.source);
    const leadingZeros = /^0*/.exec(`${whole}${fraction}`)?.[0].length ?? 0;
    const power = BigInt(exponent) + BigInt(whole.length - leadingZeros - digits.length);
    return `${sign}${digits}e${power}`;
  }

  toJSON(): unknown {
    return rawJSON(this.source);
  }

  toString(): string {
    return this.source;
  }
}

/** Digits that a double always keeps exactly (C's DBL_DIG). */
const KEPT_DIGITS = 15;

/** Only an exponent with three or more digits can make a number larger than the largest double, or smaller than the smallest. */
const LARGE_EXPONENT = /e[+-]?\d{3}/i;

/** The number with this JSON syntax: a plain number if a double holds it. */
export function exactNumber(source: string): number | ExactNumber {
  const double = Number(source);
  if (source.length <= KEPT_DIGITS && !LARGE_EXPONENT.test(source)) return double;
  // JSON can't write these, so the digits need no comparison.
  if (!Number.isFinite(double)) return new ExactNumber(source);
  // The nearest double has the same digits or different ones, never the same ones with another exponent.
  return significantDigits(source) === significantDigits(String(double)) ? double : new ExactNumber(source);
}

/** Whether a double holds the number of a text in JSON syntax. */
export function isHeldByDouble(source: string): boolean {
  return typeof exactNumber(source) === "number";
}

const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const DIGITS = /^-?(\d+)(?:\.(\d+))?/;

/** The digits of a number without leading and trailing zeros; empty for 0 and for a text that is not a number. */
function significantDigits(number: string): string {
  const [, whole = "", fraction = ""] = DIGITS.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  // A regular expression for trailing zeros takes time that grows with the square of their number.
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end--;
  return digits.slice(0, end);
}
