// How Python writes a float in the formats e, f and g: https://docs.python.org/3/library/string.html#formatspec

/** Most digits behind the point that doubles can be asked for (ECMA-262, Number.prototype.toFixed). */
export const MAX_PRECISION = 100;

/** From here on, a double is a whole number and JavaScript writes an exponent. */
const WHOLE = 1e21;

/** A finite number of 0 or more, with a lower-case letter for the format; `keepsZeros` is what the flag # means for g. */
export function writeFloat(number: number, format: string, precision: number, keepsZeros: boolean): string {
  if (format === "f") return fixed(number, precision);
  if (format === "e") return scientific(number, precision);
  const digits = Math.max(precision, 1);
  const [mantissa = "", power = ""] = scientific(number, digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return `${keepsZeros ? mantissa : withoutZeros(mantissa)}e${power}`;
  const text = fixed(number, digits - 1 - exponent);
  return keepsZeros ? text : withoutZeros(text);
}

/** JavaScript rounds a half up, Python to the even neighbour; both by the value that the double has. */
function fixed(number: number, precision: number): string {
  if (number >= WHOLE) return `${BigInt(number)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
  const text = number.toFixed(precision);
  if (!"13579".includes(text.slice(-1)) || !isHalf(number, precision)) return text;
  // An odd last digit is one more than an even one.
  return text.slice(0, -1) + String(Number(text.slice(-1)) - 1);
}

/** Whether a number lies exactly between two that have so many digits behind the point. */
function isHalf(number: number, precision: number): boolean {
  const eighths = number * 2 ** (precision + 1);
  return Number.isInteger(eighths) && (number * 10 ** (precision + 1)) % 10 === 5;
}

/** Python writes two digits of an exponent or more. */
function scientific(number: number, precision: number): string {
  const [mantissa = "", exponent = ""] = number.toExponential(precision).split("e");
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}

function withoutZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charAt(end - 1) === "0") end--;
  return text.slice(0, text.charAt(end - 1) === "." ? end - 1 : end);
}
