// Ingest keys, in memory.

import type { KeyStore } from "#app/keys/key-ports.ts";
import type { IngestKey, StoredKey } from "#core/keys/ingest-key.ts";

/** Ingest keys in memory. */
export class MemoryKeyStore implements KeyStore {
  readonly #keys = new Map<string, IngestKey>();

  async list(): Promise<readonly IngestKey[]> {
    return [...this.#keys.values()];
  }

  async find(id: string): Promise<IngestKey | undefined> {
    return this.#keys.get(id);
  }

  async add(key: StoredKey): Promise<boolean> {
    if (this.#keys.has(key.id)) return false;
    this.#keys.set(key.id, key);
    return true;
  }

  async replace(key: StoredKey): Promise<boolean> {
    const stored = this.#keys.get(key.id);
    if (stored?.revision !== key.revision - 1) return false;
    this.#keys.set(key.id, withUse(key, stored.last_used_at));
    return true;
  }

  async used(id: string, at: number): Promise<void> {
    const stored = this.#keys.get(id);
    if (stored !== undefined) this.#keys.set(id, withUse(stored, Math.max(at, stored.last_used_at ?? at)));
  }
}

function withUse(key: StoredKey, last_used_at: number | undefined): IngestKey {
  return { ...key, ...(last_used_at === undefined ? {} : { last_used_at }) };
}
