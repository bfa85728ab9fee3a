// Decimal arithmetic. In doubles, 1.1 - 1 is 0.10000000000000009 and 29.9 / 10 is 2.9899999999999998; Klaviyo's glossary
// and Liquid both say 0.1, and nobody who takes a discount off a price means anything else. Numbers are taken by their
// digits, counted with as whole numbers, and only the result is a double again.

/** A number as `units / 10 ** scale`. */
export interface Decimal {
  readonly units: bigint;
  /** Digits behind the point; negative where the number ends in so many zeros. */
  readonly scale: number;
}

const PARTS = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,9}))?$/i;

/** Whether a text writes a number. */
export function isDecimal(text: string): boolean {
  return PARTS.test(text);
}

/** The number that a text writes; undefined where it is none, or its digits and exponent are more than `most`. */
export function parseDecimal(text: string, most: number): Decimal | undefined {
  const [match, sign = "", number = "", power = "0"] = PARTS.exec(text) ?? [];
  if (match === undefined) return undefined;
  const [whole = "", fraction = ""] = number.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, "");
  const scale = fraction.length - Number(power);
  if (digits.length + Math.abs(scale) > most) return undefined;
  return { units: BigInt(`${sign === "-" ? "-" : ""}${digits}`), scale };
}

/** What the digits and the exponent of a double can come to. */
const DOUBLE_DIGITS = 700;

/** A finite double by the shortest digits that mean it. */
export function decimalOf(number: number): Decimal {
  return parseDecimal(String(number), DOUBLE_DIGITS) ?? { units: 0n, scale: 0 };
}

/** The double nearest to a decimal. */
export function toDouble({ units, scale }: Decimal): number {
  return Number(`${units}e${-scale}`) + 0;
}

/** a + b. */
export function sum(a: number, b: number): number {
  const plain = a + b;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return plain;
  const [left, right, scale] = aligned(decimalOf(a), decimalOf(b));
  return toDouble({ units: left + right, scale });
}

/** a * b. */
export function product(a: number, b: number): number {
  const plain = a * b;
  if (Number.isSafeInteger(plain) && Number.isInteger(a) && Number.isInteger(b)) return plain + 0;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  return toDouble({ units: left.units * right.units, scale: left.scale + right.scale });
}

/** a / b, where b is not 0. */
export function quotient(a: number, b: number): number {
  const [left, right] = aligned(decimalOf(a), decimalOf(b));
  const [dividend, divisor] = [Number(left), Number(right)];
  return Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor) ? dividend / divisor + 0 : a / b;
}

/** What is left of a when b, which is not 0, is taken from it as often as it fits; with the sign of b, as in Python. */
export function remainder(a: number, b: number): number {
  const [left, right, scale] = aligned(decimalOf(a), decimalOf(b));
  return toDouble({ units: ((left % right) + right) % right, scale });
}

/** Which way a digit goes that is cut off: away from zero from 5 on, or always up, or always down. */
export type Rounding = "half-up" | "up" | "down";

/** A decimal with so many digits behind the point, or, where negative, so many zeros before it. */
export function rounded({ units, scale }: Decimal, places: number, rounding: Rounding): Decimal {
  if (scale <= places) return { units: units * 10n ** BigInt(places - scale), scale: places };
  const divisor = 10n ** BigInt(scale - places);
  const kept = units / divisor;
  return { units: kept + carry(units - kept * divisor, divisor, rounding), scale: places };
}

/** What is cut off has the sign of the number, and `kept` was cut towards zero. */
function carry(rest: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (rest === 0n) return 0n;
  const away = rest < 0n ? -1n : 1n;
  if (rounding === "half-up") return away * rest * 2n >= divisor ? away : 0n;
  return (rounding === "up") === away > 0n ? away : 0n;
}

/** A decimal with a scale of 0 or more, as text: "-12.50". */
export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${units < 0n ? "-" : ""}${digits.slice(0, point)}${scale > 0 ? "." : ""}${digits.slice(point)}`;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}
