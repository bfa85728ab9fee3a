// `stringformat`: Django's, which is Python's `%` without the sign before it
// (https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting).

import { plainText } from "../rendering/value-text.ts";
import { characterCount, firstCharacters } from "./code-points.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";
import { toNumber } from "./numbers.ts";
import { MAX_PRECISION, writeFloat } from "./python-float.ts";

/** Flags, width, precision, a length that Python ignores, and the conversion. */
const SPECIFIER = /^([#0\- +]*)(\d*)(?:\.(\d*))?[hlL]?([diuoxXeEfFgGcs])$/;

interface Specifier {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly conversion: string;
}

/** A value in a format such as "05.2f"; nothing where it can't be written so. */
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
  // A text is no number here, whatever it says: Python refuses it as well.
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

function formatProblem([format]: readonly WrittenArgument[]): string | undefined {
  if (format === undefined || parseSpecifier(plainText(format.value)) !== undefined) return undefined;
  return "stringformat takes Python's format without the %: stringformat:'.2f', stringformat:'05d'.";
}

/** Filters that write a value in a format of Python's. */
export const STRINGFORMAT_FILTERS: FilterFamily = {
  stringformat: { filter: stringformat, origin: "Django", least: 1, most: 1, check: formatProblem },
};
