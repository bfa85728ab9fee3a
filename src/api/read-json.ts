// JSON from outside, which may be none.

import type { JsonValue } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";

/** What a text of JSON says; undefined for a text that is no JSON. */
export function readJson(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
