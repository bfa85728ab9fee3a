// A source of a file's content, compiled, and the result of a request to it.

import { compileSource, type MappedRequest, type RunnableSource } from "#app/sources/runnable-source.ts";
import type { JsonValue } from "#core/json.ts";
import { checkSource } from "#core/sources/check-source.ts";
import type { SignedHeaders } from "#support/signed-requests.ts";

/** The time at which the requests are received. */
export const RECEIVED_AT = Date.parse("2026-11-24T10:00:00Z");

export function compiled(file: object, name = "sender"): RunnableSource {
  const checked = checkSource(name, file);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const source = compileSource(checked.source);
  if (!source.ok) throw new Error(JSON.stringify(source.problems));
  return source.runnable;
}

/** The result of a request to a source. */
export function mapped(file: object, body: JsonValue, headers: SignedHeaders = {}): MappedRequest {
  return compiled(file).map(body, headers, RECEIVED_AT);
}

/** The values of the event that a request to a source makes. */
export function valuesOf(file: object, body: JsonValue, headers: SignedHeaders = {}) {
  const result = mapped(file, body, headers);
  if (result.outcome !== "event") throw new Error(JSON.stringify(result));
  return result.values;
}
