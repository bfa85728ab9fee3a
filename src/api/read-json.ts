// Untrusted text that should be JSON.

import type { JsonValue } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";

/** Parses JSON; returns undefined for a text that is not JSON. */
export function readJson(text: string): { readonly value: JsonValue } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
