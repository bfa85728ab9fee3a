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

function fixed(number: number, precision: number): string {
  if (number >= WHOLE) return `${BigInt(number)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
  return halfEven(number.toFixed(precision), number.toFixed(MAX_PRECISION), precision);
}

/** Python writes two digits of an exponent or more. */
function scientific(number: number, precision: number): string {
  const [written = "", exponent = ""] = number.toExponential(precision).split("e");
  const mantissa = halfEven(written, number.toExponential(MAX_PRECISION), precision);
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}

/** JavaScript rounds a half up, Python to the even neighbour: of an odd last digit, that is one less. */
function halfEven(rounded: string, exact: string, precision: number): string {
  const cut = exact.split(".")[1]?.split("e")[0]?.slice(precision) ?? "";
  const last = rounded.slice(-1);
  if (!/^50*$/.test(cut) || !"13579".includes(last)) return rounded;
  return rounded.slice(0, -1) + String(Number(last) - 1);
}

function withoutZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charAt(end - 1) === "0") end--;
  return text.slice(0, text.charAt(end - 1) === "." ? end - 1 : end);
}
