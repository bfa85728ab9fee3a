// The default key exists from the first start on, so that a new Flowhook can receive events at once.

import type { Sha256Hex } from "#core/event/event-id.ts";
import { defaultKey, withNewText } from "#core/keys/ingest-key.ts";
import { DEFAULT_KEY_ID, type KeyRandomness, keyText } from "#core/keys/key-text.ts";
import type { Now } from "../ports.ts";
import type { KeyStore } from "./key-ports.ts";

/** The ports of ensureDefaultKey. */
export interface DefaultKeyPorts {
  readonly keys: KeyStore;
  /** Whether the environment sets the text of the default key. */
  readonly isGiven: boolean;
  readonly keyRandomness: KeyRandomness;
  readonly sha256Hex: Sha256Hex;
  readonly now: Now;
}

/** Stores the default key if it is missing. Resolves with its text if that was generated now; it can't be shown later. */
export async function ensureDefaultKey(ports: DefaultKeyPorts): Promise<string | undefined> {
  const { keys, isGiven, keyRandomness, sha256Hex, now } = ports;
  const stored = await keys.find(DEFAULT_KEY_ID);
  if (isGiven) {
    // The row holds no hash, only the last use.
    if (stored === undefined) await keys.add(defaultKey(undefined, now()));
    return undefined;
  }
  if (stored !== undefined && (stored.texts.length > 0 || stored.revoked_at !== undefined)) return undefined;
  const text = keyText(DEFAULT_KEY_ID, keyRandomness.secretPart());
  const sha256 = sha256Hex(text);
  const added = stored && withNewText(stored, { sha256, overlapSeconds: 0, now: now() });
  await (added === undefined ? keys.add(defaultKey(sha256, now())) : keys.replace(added));
  return text;
}
