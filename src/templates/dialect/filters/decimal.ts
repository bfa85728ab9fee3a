// Decimal arithmetic. In doubles, 1.1 - 1 is 0.10000000000000009 and 29.9 / 10 is 2.9899999999999998; Klaviyo's
// glossary and Liquid give 0.1 and 2.99, which a discount needs. Numbers are read by their digits and calculated as
// whole numbers; only the result is rounded to a double.

/** The number `units / 10 ** scale`. */
export interface Decimal {
  readonly units: bigint;
  /** The number of decimal places; negative if the number ends in zeros. */
  readonly scale: number;
}

const PARTS = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d{1,9}))?$/i;

/** Whether a text is a decimal number. */
export function isDecimal(text: string): boolean {
  return PARTS.test(text);
}

/** A text as a decimal; undefined if it is not a number, or if its digits and exponent together exceed `most`. */
export function parseDecimal(text: string, most: number): Decimal | undefined {
  const [match, sign = "", number = "", power = "0"] = PARTS.exec(text) ?? [];
  if (match === undefined) return undefined;
  const [whole = "", fraction = ""] = number.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+(?=\d)/, "");
  const scale = fraction.length - Number(power);
  if (digits.length + Math.abs(scale) > most) return undefined;
  return { units: BigInt(`${sign === "-" ? "-" : ""}${digits}`), scale };
}

/** The most digits and exponent of a double. */
const DOUBLE_DIGITS = 700;

/** A finite double as the shortest decimal that rounds to it. */
export function decimalOf(number: number): Decimal {
  return parseDecimal(String(number), DOUBLE_DIGITS) ?? { units: 0n, scale: 0 };
}

/** The double nearest to a decimal. */
export function toDouble({ units, scale }: Decimal): number {
  return Number(`${units}e${-scale}`) + 0;
}

export function sum(a: number, b: number): number {
  const plain = a + b;
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return plain;
  const [left, right, scale] = aligned(decimalOf(a), decimalOf(b));
  return toDouble({ units: left + right, scale });
}

export function product(a: number, b: number): number {
  const plain = a * b;
  if (Number.isSafeInteger(plain) && Number.isInteger(a) && Number.isInteger(b)) return plain + 0;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  return toDouble({ units: left.units * right.units, scale: left.scale + right.scale });
}

/** The divisor must not be 0. */
export function quotient(a: number, b: number): number {
  const [left, right] = aligned(decimalOf(a), decimalOf(b));
  const [dividend, divisor] = [Number(left), Number(right)];
  return Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor) ? dividend / divisor + 0 : a / b;
}

/** The remainder has the sign of `b`, as in Python. The divisor must not be 0. */
export function remainder(a: number, b: number): number {
  const [left, right, scale] = aligned(decimalOf(a), decimalOf(b));
  return toDouble({ units: ((left % right) + right) % right, scale });
}

/** "half-up" rounds halves away from zero; "up" and "down" round towards positive and negative infinity. */
export type Rounding = "half-up" | "up" | "down";

/** Rounds a decimal to `places` decimal places; a negative number rounds before the point. */
export function rounded({ units, scale }: Decimal, places: number, rounding: Rounding): Decimal {
  if (scale <= places) return { units: units * 10n ** BigInt(places - scale), scale: places };
  const divisor = 10n ** BigInt(scale - places);
  const kept = units / divisor;
  return { units: kept + carry(units - kept * divisor, divisor, rounding), scale: places };
}

/** `rest` has the sign of the number, because `kept` was truncated towards zero. */
function carry(rest: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (rest === 0n) return 0n;
  const away = rest < 0n ? -1n : 1n;
  if (rounding === "half-up") return away * rest * 2n >= divisor ? away : 0n;
  return (rounding === "up") === away > 0n ? away : 0n;
}

/** A decimal with a scale of 0 or more as a text: "-12.50". */
export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${units < 0n ? "-" : ""}${digits.slice(0, point)}${scale > 0 ? "." : ""}${digits.slice(point)}`;
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale), scale];
}
