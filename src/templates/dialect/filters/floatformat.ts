// `floatformat`, which is Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#floatformat, and Klaviyo's
// `percentize`. Digits count, not doubles: 1.005 with two places is 1.01, and a 64-bit id keeps all of its digits.

import { RenderFailure } from "../rendering/render-failure.ts";
import { plainText } from "../rendering/value-text.ts";
import { type Decimal, decimalText, isDecimal, parseDecimal, rounded } from "./decimal.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";
import { toInteger } from "./numbers.ts";

/** Digits and exponent of a number beyond which Django leaves it as it is. */
const MAX_DIGITS = 200;
/** Decimal places that can be asked for: more than a double has. */
const MAX_PLACES = 400;

/** Places, and suffixes: `g` groups thousands, `u` asks for no language's own way, which grouping is part of. */
const FORMAT = /^([+-]?\d+)?([gu]{0,2})$/;

/** A number as text with so many decimal places; with a minus, only where there are decimals. */
export const floatformat: Filter = (value, [format = -1], call) => {
  const text = digitsOf(value);
  const [match, places = "-1", suffixes = ""] = FORMAT.exec(plainText(format).trim()) ?? [];
  const decimal = text === undefined ? undefined : parseDecimal(text, MAX_DIGITS);
  if (match === undefined || decimal === undefined) return text ?? "";
  const asked = Number(places);
  const written = fixed(decimal, isWhole(decimal) && asked <= 0 ? 0 : Math.abs(asked));
  call.useOutput(written.length);
  return suffixes === "g" ? grouped(written) : written;
};

/** A share of 1 as a percentage with so many decimal places. */
const percentize: Filter = (value, [places = 0], call) => {
  const decimal = parseDecimal(digitsOf(value) ?? "", MAX_DIGITS);
  if (decimal === undefined) return "";
  const written = fixed({ ...decimal, scale: decimal.scale - 2 }, Math.max(toInteger(places) ?? 0, 0));
  call.useOutput(written.length);
  return `${written}%`;
};

/** The text of a number; undefined for what is none. */
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

function formatProblem([format]: readonly WrittenArgument[]): string | undefined {
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

/** Grouped, a number is one to read: with thousands it has commas, without them it has not. */
function isPlainNumber(text: string, args: readonly WrittenArgument[]): boolean {
  return text !== "" && args.every((format) => format !== undefined && !/[gu]/.test(plainText(format.value)));
}

/** Filters that write numbers with so many decimal places. */
export const FLOATFORMAT_FILTERS: FilterFamily = {
  floatformat: {
    filter: floatformat,
    origin: "Django",
    least: 0,
    most: 1,
    check: formatProblem,
    spells: isPlainNumber,
  },
  percentize: { filter: percentize, origin: "Klaviyo", least: 0, most: 1, check: placesProblem },
};
