// What of a request is secret: the values that its templates read, and what they became where a filter changed them. The
// target may repeat any of it in its answer, which is recorded.

import type { RecordedRequest } from "#core/delivery/record.ts";

/** A request with its secrets, beside what may be recorded of it. */
export interface RequestWithSecrets {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The secrets that the request reads. */
  readonly values: readonly string[];
  readonly recorded: RecordedRequest;
}

/** Texts that nothing that is told of the request's answer may show. Without secrets there are none. */
export function secretParts({ url, headers, values, recorded }: RequestWithSecrets): readonly string[] {
  if (values.length === 0) return [];
  const written = Object.entries(recorded.headers).filter(([, template]) => /\bsecrets\b/.test(template));
  return [...values, ...written.map(([name]) => headers[name] ?? ""), ...differingParts(url, recorded.url)];
}

/** Shorter parts of a URL are words that answers hold anyway; a secret that short is among the values. */
const SHORTEST_PART = 4;

function differingParts(url: string, shown: string): string[] {
  if (url === shown) return [];
  const known = new Set(parts(shown));
  return parts(url).filter((part) => part.length >= SHORTEST_PART && !known.has(part));
}

function parts(url: string): string[] {
  return url.split(/[/?&=]/);
}
