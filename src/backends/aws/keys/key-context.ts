// The sender of a request, as the authorizer of ingest passes it on. API Gateway writes key_id and key_metrics into the message of an
// event (lib/ingest/queue-request.ts); a function reads all of them. The values of the largest scope take 6 KB; API Gateway allows an authorizer's result 8 KB
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).

import type { IngestKey } from "#core/keys/ingest-key.ts";
import { type KeyScope, keyScopeSchema, maySendEvents } from "#core/keys/key-scope.ts";

/** The values; all of them are texts, because API Gateway supports no objects. */
export type KeyContext = Readonly<Record<"key_id" | "key_metrics" | "key_metrics_type" | "key_sources", string>>;

/** The prefix with which every metric begins. */
const ANY = [""];

/** The prefixes of a key that may not send events: no metric begins with one of them. */
export const NO_METRICS = "[]";

/**
 * The context of a key: its scope as JSON. A key that may not send events has no prefixes, and a type of attribute that SQS does not
 * have, so no template can put an event of such a key on the queue; if one could, the event would be out of scope.
 */
export function keyContextOf({ id, scope }: Pick<IngestKey, "id" | "scope">): KeyContext {
  const isSender = maySendEvents(scope);
  return {
    key_id: id,
    key_metrics: isSender ? JSON.stringify(scope.metrics ?? ANY) : NO_METRICS,
    key_metrics_type: isSender ? "String" : "None",
    key_sources: scope.sources === undefined ? "" : JSON.stringify(scope.sources),
  };
}

/** The sender that a context names. Throws if it is not the context of a key: API Gateway forwards no request without one. */
export function senderOfContext(context: Readonly<Record<string, unknown>>): {
  readonly keyId: string;
  readonly scope: KeyScope;
} {
  const { key_id, key_metrics, key_sources } = context;
  if (typeof key_id !== "string" || key_id === "") throw new Error("The authorizer's context has no key_id");
  const isWhole = key_metrics === JSON.stringify(ANY) || key_metrics === NO_METRICS;
  const metrics = isWhole ? {} : listOf("metrics", key_metrics);
  const scope = { ...metrics, ...listOf("sources", key_sources) };
  return { keyId: key_id, scope: keyScopeSchema.parse(scope) };
}

function listOf(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return typeof value !== "string" || value === "" ? {} : { [name]: JSON.parse(value) };
}
