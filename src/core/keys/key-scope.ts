// The permissions of a key. A key without a scope may send every event and post to every source.

import * as z from "zod";

/** Most entries of one kind in a scope. With MAX_METRIC_PREFIX_BYTES, a scope fits the attributes that SQS counts (lib/ingest). */
const MAX_ENTRIES = 20;

/** Longest prefix of a metric, in characters. */
const MAX_METRIC_PREFIX = 64;

/** Text that is valid in a header, a message attribute of SQS and the answer of an authorizer: no control characters. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\u{fffe}\u{ffff}]*$/u;

/** The form of a source's name: that of its file, without `.source.yaml`. */
const SOURCE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** The scope of a key. */
export const keyScopeSchema = z.strictObject({
  metrics: z
    .array(z.string().min(1).max(MAX_METRIC_PREFIX).regex(PRINTABLE, "must not contain control characters"))
    .min(1)
    .max(MAX_ENTRIES)
    .exactOptional()
    .describe("Prefixes of metrics: the key may send events whose metric begins with one of them."),
  sources: z
    .array(z.string().regex(SOURCE_NAME, "must be the name of a source: lower-case letters, digits, - and _"))
    .min(1)
    .max(MAX_ENTRIES)
    .exactOptional()
    .describe("Names of sources: the key may post to /sources/<name>."),
});

/** The permissions of a key. */
export type KeyScope = z.infer<typeof keyScopeSchema>;

/** The message about a key that may not send events. */
export const SOURCES_ONLY = "The scope of the ingest key allows only sources: POST /sources/<name>.";

/** Whether a key may send events, apart from their metrics. A key whose scope names only sources may not. */
export function maySendEvents({ metrics, sources }: KeyScope): boolean {
  return metrics !== undefined || sources === undefined;
}

/** Whether a key may post to a source. A key whose scope names only metrics may not. */
export function mayPostTo({ metrics, sources }: KeyScope, source: string): boolean {
  return sources === undefined ? metrics === undefined : sources.includes(source);
}

/** Whether a metric begins with one of a key's prefixes. Without prefixes, the key may send every metric. */
export function isMetricInScope(prefixes: readonly string[] | undefined, metric: string): boolean {
  return prefixes === undefined || prefixes.some((prefix) => metric.startsWith(prefix));
}
