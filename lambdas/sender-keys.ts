// Finds the key that a sender presents: for the authorizer of ingest, and for sources without signatures, whose requests pass no
// authorizer.

import { presentedKey } from "#api/ingest/presented-key.ts";
import type { KeyStore } from "#app/keys/key-ports.ts";
import type { Now } from "#app/ports.ts";
import { secretsManagerClient } from "#backends/aws/clients.ts";
import { DynamoDbPresentedKeys } from "#backends/aws/keys/dynamodb-presented-keys.ts";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";
import { equalHashes, equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { accepts, defaultKey, type EqualTexts, type IngestKey, isUseStored } from "#core/keys/ingest-key.ts";
import { DEFAULT_KEY_ID, keyIdInText } from "#core/keys/key-text.ts";
import type { Variables } from "./environment.ts";
import { table } from "./resources.ts";

/** The ports that find keys. */
export interface SenderKeyPorts {
  readonly keys: Pick<KeyStore, "find" | "add" | "used">;
  /** Whether a text is that of the default key, which Secrets Manager holds. Rejects when the secret can't be read. */
  readonly isDefaultKey: (text: string) => Promise<boolean>;
  readonly sha256Hex: Sha256Hex;
  readonly equal: EqualTexts;
  readonly now: Now;
  /** Called if a last use can't be stored. */
  readonly onError: (error: unknown) => void;
}

/** The ports of a function. */
export function senderKeyPorts(env: Variables<"KEY_SECRET_ARN" | "KEYS_TABLE">): SenderKeyPorts {
  const secret = new SecretText(secretsManagerClient(), env.KEY_SECRET_ARN, Date.now);
  return {
    keys: new DynamoDbPresentedKeys(table(env.KEYS_TABLE)),
    isDefaultKey: (text) => secret.is(text, equalSecrets),
    sha256Hex,
    equal: equalHashes,
    now: Date.now,
    onError: console.error,
  };
}

/**
 * The valid key that an Authorization header presents, whose last use is stored; undefined for a wrong, an expired and a revoked key.
 * Rejects if a key can't be read: no sender is refused because a table is unavailable.
 */
export async function findSenderKey(
  ports: SenderKeyPorts,
  authorization: string | undefined,
): Promise<IngestKey | undefined> {
  const text = presentedKey(authorization);
  const key = text === undefined ? undefined : await keyOf(ports, text);
  if (key !== undefined) await storeUse(ports, key);
  return key;
}

async function keyOf({ keys, isDefaultKey, ...ports }: SenderKeyPorts, text: string) {
  const now = ports.now();
  const id = keyIdInText(text);
  const key = id === undefined ? undefined : await keys.find(id);
  if (key !== undefined && accepts(key, ports.sha256Hex(text), now, ports.equal)) return key;
  if (!(await isDefaultKey(text))) return undefined;
  return (await keys.find(DEFAULT_KEY_ID)) ?? defaultKey(undefined, now);
}

/** Stores the last use. The default key has no row before its first use. */
async function storeUse({ keys, now, onError }: SenderKeyPorts, key: IngestKey): Promise<void> {
  if (!isUseStored(key, now())) return;
  try {
    if (key.id === DEFAULT_KEY_ID && key.last_used_at === undefined) await keys.add(key);
    await keys.used(key.id, now());
  } catch (error) {
    onError(error);
  }
}
