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
  return isSameNumber(source, String(double)) ? double : new ExactNumber(source);
}

/** Whether a text that is a JSON number is one that a double holds. */
export function isHeldByDouble(source: string): boolean {
  return typeof exactNumber(source) === "number";
}

function isSameNumber(source: string, written: string): boolean {
  const [one, other] = [significance(source), significance(written)];
  return (
    one.digits === other.digits && (one.digits === "" || one.exponent === other.exponent) && one.sign === other.sign
  );
}

const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** A number as its digits without zeros at either end, and the power of ten that they are counted in. */
function significance(number: string): { sign: string; digits: string; exponent: number } {
  const [, sign = "", whole = "", fraction = "", power = "0"] = PARTS.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const kept = withoutLastZeros(digits);
  // Zero has no sign: JSON.stringify writes -0 as 0.
  return {
    sign: kept === "" ? "" : sign,
    digits: kept,
    exponent: Number(power) - fraction.length + digits.length - kept.length,
  };
}

/** A pattern for the same takes time that grows with the square of the zeros. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits.charAt(end - 1) === "0") end--;
  return digits.slice(0, end);
}
