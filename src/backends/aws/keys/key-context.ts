// The sender of a request, as the authorizer of ingest passes it on. API Gateway writes key_id and key_metrics into the message of an
// event (lib/ingest/queue-request.ts); a function reads all of them. The values of the largest scope take 6 KB; API Gateway allows an authorizer's result 8 KB
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).

import type { IngestKey } from "#core/keys/ingest-key.ts";
import { type KeyScope, keyScopeSchema, maySendEvents } from "#core/keys/key-scope.ts";

/** The values; all of them are texts, because API Gateway supports no objects. */
export type KeyContext = Readonly<Record<"key_id" | "key_metrics" | "key_sources", string>>;

/** The prefix with which every metric begins. */
const ANY = [""];

/**
 * The context of a key: its scope as JSON. `key_metrics` is empty for a key that may not send events. SQS refuses an attribute without a
 * value, so no template can put an event of such a key on the queue.
 */
export function keyContextOf({ id, scope }: Pick<IngestKey, "id" | "scope">): KeyContext {
  return {
    key_id: id,
    key_metrics: maySendEvents(scope) ? JSON.stringify(scope.metrics ?? ANY) : "",
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
  const metrics = key_metrics === JSON.stringify(ANY) ? {} : listOf("metrics", key_metrics);
  const scope = { ...metrics, ...listOf("sources", key_sources) };
  return { keyId: key_id, scope: keyScopeSchema.parse(scope) };
}

function listOf(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return typeof value !== "string" || value === "" ? {} : { [name]: JSON.parse(value) };
}
