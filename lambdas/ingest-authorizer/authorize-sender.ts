// Decides whether a sender's request may pass, and names the sender's key and scope for the message of its event.

import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { presentedKey } from "#api/ingest/presented-key.ts";
import type { KeyStore } from "#app/keys/key-ports.ts";
import type { Now } from "#app/ports.ts";
import { keyContextOf } from "#backends/aws/keys/key-context.ts";
import { apiIdOf, usageKeyOf } from "#backends/aws/keys/usage-key.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { accepts, defaultKey, type EqualTexts, type IngestKey, isUseStored } from "#core/keys/ingest-key.ts";
import { DEFAULT_KEY_ID, keyIdInText } from "#core/keys/key-text.ts";
import { allow, deny } from "../authorizer-answer.ts";

/** The ports of the authorizer. */
export interface SenderAuthorizerPorts {
  readonly keys: Pick<KeyStore, "find" | "add" | "used">;
  /** Whether a text is that of the default key, which Secrets Manager holds. Rejects when the secret can't be read. */
  readonly isDefaultKey: (text: string) => Promise<boolean>;
  readonly sha256Hex: Sha256Hex;
  readonly equal: EqualTexts;
  readonly now: Now;
  /** Called if a last use can't be stored. */
  readonly onError: (error: unknown) => void;
}

/**
 * Allows requests with a valid key and denies all others. A wrong, an expired and a revoked key get the same answer. API Gateway
 * caches each answer for a minute, so a revoked key is refused within a minute. Rejects, and API Gateway answers 503, if a key
 * can't be read: no sender is refused because a table is unavailable.
 */
export function authorizeSender(
  ports: SenderAuthorizerPorts,
): (event: APIGatewayTokenAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  return async ({ authorizationToken, methodArn }) => {
    const text = presentedKey(authorizationToken);
    const key = text === undefined ? undefined : await keyOf(ports, text);
    if (key === undefined) return deny(methodArn);
    await storeUse(ports, key);
    const usageIdentifierKey = usageKeyOf(apiIdOf(methodArn), key.id);
    return { ...allow(methodArn, key.id, keyContextOf(key)), usageIdentifierKey };
  };
}

async function keyOf({ keys, isDefaultKey, ...ports }: SenderAuthorizerPorts, text: string) {
  const now = ports.now();
  const id = keyIdInText(text);
  const key = id === undefined ? undefined : await keys.find(id);
  if (key !== undefined && accepts(key, ports.sha256Hex(text), now, ports.equal)) return key;
  if (!(await isDefaultKey(text))) return undefined;
  return (await keys.find(DEFAULT_KEY_ID)) ?? defaultKey(undefined, now);
}

/** Stores the last use. The default key has no row before its first use. */
async function storeUse({ keys, now, onError }: SenderAuthorizerPorts, key: IngestKey): Promise<void> {
  if (!isUseStored(key, now())) return;
  try {
    if (key.id === DEFAULT_KEY_ID && key.last_used_at === undefined) await keys.add(key);
    await keys.used(key.id, now());
  } catch (error) {
    onError(error);
  }
}
