// JSON.parse without its rounding: a number that a double can't hold becomes an ExactNumber. Nearly every text has no such
// number, which two quick looks tell; only where they can't does each number have to show its source.

import { exactNumber } from "./exact-number.ts";
import type { JsonValue } from "./json.ts";

/**
 * Whether a text may have such a number anywhere. Of the sixteen digits that it takes, eight stand in a row on one side of
 * the point at least. Eight are written out since V8 finds them so ten times as fast as by {8}.
 */
const EIGHT_DIGITS = /\d\d\d\d\d\d\d\d/;
const LARGE_EXPONENT = /\d[eE][+-]?\d\d\d/;

/** Whether it has one outside of texts, or one that looks so: between what stands before a value and what stands after it. */
const LONG_NUMBER = /(?:^|[\s:,[])-?(?:[\d.]{16,}(?:[eE][+-]?\d+)?|[\d.]+[eE][+-]?\d{3,})(?=[\s,}\]]|$)/;

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** JSON.parse, which hands over the source of numbers as ECMA-262 has it; TypeScript's library does not know that yet. */
const parseWith = JSON.parse as (text: string, reviver: Reviver) => JsonValue;

/** Reads JSON. Throws SyntaxError as JSON.parse does. */
export function parseJson(text: string): JsonValue {
  if (!EIGHT_DIGITS.test(text) && !LARGE_EXPONENT.test(text)) return JSON.parse(text);
  return LONG_NUMBER.test(text) ? parseExactly(text) : JSON.parse(text);
}

function parseExactly(text: string): JsonValue {
  try {
    return parseWith(text, revive);
  } catch (error) {
    // A reviver is called from the inside out, so that depth is limited; whatever may come from outside has a limit to its
    // depth that is far lower, so that the value is refused for it.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

function revive(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === "number" && source !== undefined ? exactNumber(source) : value;
}
