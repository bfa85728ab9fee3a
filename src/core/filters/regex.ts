// Regular expressions on RE2, whose time grows linearly with the value: JavaScript's own can take years on a short one,
// and users write these. https://github.com/google/re2/wiki/Syntax

import { RE2JS, RE2JSException } from "re2js";
import { MAX_REGEX_SIZE } from "./limits.ts";

/** Finds a regular expression anywhere in a text. */
export type RegexTest = (text: string) => boolean;

/** Compiles a regular expression, or says why it can't be: RE2 has no look-around and no back references. */
export function compileRegex(pattern: string): { readonly test: RegexTest } | { readonly problem: string } {
  try {
    const regex = RE2JS.compile(pattern);
    const size = regex.programSize();
    if (size > MAX_REGEX_SIZE) return { problem: `is too large: ${size} instructions of at most ${MAX_REGEX_SIZE}.` };
    return { test: (text) => regex.test(text) };
  } catch (error) {
    if (error instanceof RE2JSException) return { problem: `is not one that RE2 can run: ${error.message}.` };
    throw error;
  }
}
