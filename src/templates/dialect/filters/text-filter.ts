// How filters of texts are made: what they are given is written as a text first, and what they make is counted.

import { plainText } from "../rendering/value-text.ts";
import type { Filter, FilterCall } from "./filter.ts";

/** Makes one text of another, with the arguments of the filter. */
export type TextChange = (text: string, args: readonly unknown[], call: FilterCall) => string;

/**
 * A filter of a text. Any other value is written as one, and what is absent is the empty text, as in Django
 * (https://docs.djangoproject.com/en/5.2/ref/templates/api/#how-invalid-variables-are-handled).
 */
export function textFilter(change: TextChange): Filter {
  return (value, args, call) => {
    const text = change(plainText(value), args, call);
    call.useOutput(text.length);
    return text;
  };
}

/** What Python's `str.split()` takes for space: https://docs.python.org/3/library/stdtypes.html#str.isspace */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`);

/** The words of a text: what spaces separate. */
export function words(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== "");
}
