// Filters that format a number: Django's `floatformat`
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#floatformat) and `stringformat`, and Klaviyo's
// `percentize`. `floatformat` works on digits, not on doubles: 1.005 with two places is 1.01, and a 64-bit id keeps all
// of its digits.

import { RenderFailure } from "../rendering/render-failure.ts";
import { characterCount, firstCharacters } from "../values/code-points.ts";
import { toInteger, toNumber } from "../values/numbers.ts";
import { plainText } from "../values/value-text.ts";
import { type Decimal, decimalText, isDecimal, parseDecimal, rounded } from "./decimal.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";

/** Django leaves a number with more digits and exponent unchanged. */
const MAX_DIGITS = 200;
/** More decimal places than a double has. */
const MAX_PLACES = 400;

/** The number of places and suffixes: `g` groups thousands, `u` turns localization off, which includes grouping. */
const FORMAT = /^([+-]?\d+)?([gu]{0,2})$/;

/** A number with a fixed number of decimal places; with a negative number of places, only if it has decimals. */
const floatformat: Filter = (value, [format = -1], call) => {
  const text = digitsOf(value);
  const [match, places = "-1", suffixes = ""] = FORMAT.exec(plainText(format).trim()) ?? [];
  const decimal = text === undefined ? undefined : parseDecimal(text, MAX_DIGITS);
  if (match === undefined || decimal === undefined) return text ?? "";
  const asked = Number(places);
  const written = fixed(decimal, isWhole(decimal) && asked <= 0 ? 0 : Math.abs(asked));
  call.useOutput(written.length);
  return suffixes === "g" ? grouped(written) : written;
};

/** A fraction of 1 as a percentage. */
const percentize: Filter = (value, [places = 0], call) => {
  const decimal = parseDecimal(digitsOf(value) ?? "", MAX_DIGITS);
  if (decimal === undefined) return "";
  const written = fixed({ ...decimal, scale: decimal.scale - 2 }, Math.max(toInteger(places) ?? 0, 0));
  call.useOutput(written.length);
  return `${written}%`;
};

/** The digits of a number; undefined for other values. */
function digitsOf(value: unknown): string | undefined {
  const text = typeof value === "boolean" ? String(Number(value)) : plainText(value).trim();
  return isDecimal(text) ? text : undefined;
}

function isWhole({ units, scale }: Decimal): boolean {
  return scale <= 0 || units % 10n ** BigInt(scale) === 0n;
}

function fixed(decimal: Decimal, places: number): string {
  if (places <= MAX_PLACES) return decimalText(rounded(decimal, places, "half-up"));
  throw new RenderFailure(
    "template-limit-size",
    `A number can't be written with more than ${MAX_PLACES} decimal places.`,
  );
}

function grouped(number: string): string {
  const [whole = "", fraction] = number.split(".");
  const thousands = whole.replace(/\d(?=(?:\d{3})+$)/g, "$&,");
  return fraction === undefined ? thousands : `${thousands}.${fraction}`;
}

function floatformatProblem([format]: readonly WrittenArgument[]): string | undefined {
  if (format === undefined) return undefined;
  const text = plainText(format.value);
  const [match, places = "-1"] = FORMAT.exec(text) ?? [];
  if (text !== "" && match !== undefined && Math.abs(Number(places)) <= MAX_PLACES) return undefined;
  return "floatformat takes the number of decimal places: floatformat:2, or floatformat:'2g' to group thousands.";
}

function placesProblem([places]: readonly WrittenArgument[]): string | undefined {
  const number = places === undefined ? 0 : toInteger(places.value);
  if (number !== undefined && number >= 0 && number <= MAX_PLACES) return undefined;
  return "percentize takes the number of decimal places: percentize:2.";
}

/** A number with separators is for display; without them it is valid JSON. */
function isPlainNumber(text: string, args: readonly WrittenArgument[]): boolean {
  return text !== "" && args.every((format) => format !== undefined && !/[gu]/.test(plainText(format.value)));
}

// Python's formats e, f and g for floats: https://docs.python.org/3/library/string.html#formatspec

/** The limit of Number.prototype.toFixed (ECMA-262). */
const MAX_PRECISION = 100;

/** From here on every double is whole, and JavaScript writes an exponent. */
const WHOLE = 1e21;

/** Formats a finite number of 0 or more. The format is in lower case; `keepsZeros` is the effect of the flag # on g. */
function writeFloat(number: number, format: string, precision: number, keepsZeros: boolean): string {
  if (format === "f") return fixedPoint(number, precision);
  if (format === "e") return scientific(number, precision);
  const digits = Math.max(precision, 1);
  const [mantissa = "", power = ""] = scientific(number, digits - 1).split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) return `${keepsZeros ? mantissa : withoutZeros(mantissa)}e${power}`;
  const text = fixedPoint(number, digits - 1 - exponent);
  return keepsZeros ? text : withoutZeros(text);
}

function fixedPoint(number: number, precision: number): string {
  if (number >= WHOLE) return `${BigInt(number)}${precision > 0 ? `.${"0".repeat(precision)}` : ""}`;
  return halfEven(number.toFixed(precision), number.toFixed(MAX_PRECISION), precision);
}

/** Python writes at least two digits of an exponent. */
function scientific(number: number, precision: number): string {
  const [written = "", exponent = ""] = number.toExponential(precision).split("e");
  const mantissa = halfEven(written, number.toExponential(MAX_PRECISION), precision);
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}

/** JavaScript rounds halves up and Python rounds them to the even neighbour, which is one less than an odd digit. */
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

// `stringformat` is Python's `%` operator without the percent sign
// (https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting).

/** Flags, width, precision, a length modifier that Python ignores, and the conversion. */
const SPECIFIER = /^([#0\- +]*)(\d*)(?:\.(\d*))?[hlL]?([diuoxXeEfFgGcs])$/;

interface Specifier {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** A value in a format such as "05.2f"; empty if the format does not apply to it. */
const stringformat: Filter = (value, [format], call) => {
  const specifier = parseSpecifier(plainText(format));
  const text = specifier === undefined ? undefined : converted(value, specifier);
  if (specifier === undefined || text === undefined) return "";
  call.useOutput(Math.max(text.length, specifier.width));
  return padded(text, specifier);
};

function parseSpecifier(format: string): Specifier | undefined {
  const match = SPECIFIER.exec(format);
  if (!match) return undefined;
  const [, flags = "", width = "", precision, conversion = ""] = match;
  const places = precision === undefined ? undefined : Number(precision);
  if (places !== undefined && places > MAX_PRECISION && conversion !== "s") return undefined;
  return { flags, width: Number(width), precision: places, conversion };
}

function converted(value: unknown, specifier: Specifier): string | undefined {
  const { precision, conversion } = specifier;
  if (conversion === "s") {
    const text = plainText(value);
    return precision === undefined ? text : firstCharacters(text, precision);
  }
  if (conversion === "c" && typeof value === "string") return characterCount(value) === 1 ? value : undefined;
  // Python refuses to format a text as a number.
  const number = typeof value === "string" ? undefined : toNumber(value);
  if (number === undefined) return undefined;
  return conversion === "c" ? character(number) : signed(number, specifier);
}

function character(code: number): string | undefined {
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function signed(number: number, specifier: Specifier): string | undefined {
  const shown = specifier.conversion in RADIX ? Math.trunc(number) : number;
  const digits = unsigned(Math.abs(number), specifier);
  if (digits === undefined || shown < 0) return digits && `-${digits}`;
  if (specifier.flags.includes("+")) return `+${digits}`;
  return specifier.flags.includes(" ") ? ` ${digits}` : digits;
}

const RADIX: Readonly<Record<string, number>> = { d: 10, i: 10, u: 10, o: 8, x: 16, X: 16 };
const PREFIX: Readonly<Record<string, string>> = { o: "0o", x: "0x", X: "0x" };

function unsigned(number: number, { flags, precision, conversion }: Specifier): string | undefined {
  const radix = RADIX[conversion];
  const lower = conversion.toLowerCase();
  if (radix !== undefined && radix !== 10 && !Number.isInteger(number)) return undefined;
  const text =
    radix === undefined
      ? writeFloat(number, lower, precision ?? 6, flags.includes("#"))
      : BigInt(Math.trunc(number))
          .toString(radix)
          .padStart(precision ?? 0, "0");
  const prefixed = flags.includes("#") ? `${PREFIX[conversion] ?? ""}${text}` : text;
  return conversion === lower ? prefixed : prefixed.toUpperCase();
}

function padded(text: string, { flags, width, conversion }: Specifier): string {
  const missing = width - characterCount(text);
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  if (!flags.includes("0") || "cs".includes(conversion)) return " ".repeat(missing) + text;
  const [lead = ""] = /^[+\- ]?(?:0[oxOX])?/.exec(text) ?? [];
  return lead + "0".repeat(missing) + text.slice(lead.length);
}

function stringformatProblem([format]: readonly WrittenArgument[]): string | undefined {
  if (format === undefined || parseSpecifier(plainText(format.value)) !== undefined) return undefined;
  return "stringformat takes Python's format without the %: stringformat:'.2f', stringformat:'05d'.";
}

/** Filters that format a number, by name. */
export const NUMBER_FORMAT_FILTERS: FilterFamily = {
  floatformat: {
    filter: floatformat,
    origin: "Django",
    least: 0,
    most: 1,
    check: floatformatProblem,
    spells: isPlainNumber,
  },
  percentize: { filter: percentize, origin: "Klaviyo", least: 0, most: 1, check: placesProblem },
  stringformat: { filter: stringformat, origin: "Django", least: 1, most: 1, check: stringformatProblem },
};
