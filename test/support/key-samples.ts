// Ingest keys for tests.

import { newKey, type StoredKey } from "#core/keys/ingest-key.ts";
import type { KeyRandomness } from "#core/keys/key-text.ts";
import { NOON } from "./delivery-samples.ts";

let made = 0;

/** A key that no other test of this process has. */
export function freshKey(changes: Partial<StoredKey> = {}): StoredKey {
  made += 1;
  const id = `key_${made.toString(16).padStart(20, "0")}`;
  return { ...newKey({ id, name: `key ${made}`, scope: {}, sha256: `hash ${made}` }, NOON + made), ...changes };
}

/** Parts of keys that count up, so that tests know them. */
export function countedRandomness(): KeyRandomness {
  let count = 0;
  const next = () => {
    count += 1;
    return count.toString(16);
  };
  return { idPart: () => next().padStart(20, "0"), secretPart: () => next().padStart(43, "S") };
}
