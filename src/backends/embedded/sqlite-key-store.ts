// Ingest keys in SQLite. Every request looks for its key, and only this process writes the keys, so all of them are also in memory.

import type { DatabaseSync } from "node:sqlite";
import type { KeyStore } from "#app/keys/key-ports.ts";
import { forgettableAt, type IngestKey, type StoredKey, storedKeySchema } from "#core/keys/ingest-key.ts";
import type { GroupCommit } from "./group-commit.ts";

/** Ingest keys in SQLite. */
export class SqliteKeyStore implements KeyStore {
  readonly #commit: GroupCommit;
  readonly #known = new Map<string, IngestKey>();
  readonly #insert;
  readonly #update;
  readonly #use;
  readonly #forget;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#insert = database.prepare("INSERT INTO ingest_keys (id, key) VALUES (?, ?) ON CONFLICT (id) DO NOTHING");
    this.#update = database.prepare(
      "UPDATE ingest_keys SET key = ?, expires_at = ? WHERE id = ? AND json_extract(key, '$.revision') = ?",
    );
    this.#use = database.prepare(
      "UPDATE ingest_keys SET last_used_at = max(?, coalesce(last_used_at, 0)) WHERE id = ?",
    );
    this.#forget = database.prepare("DELETE FROM ingest_keys WHERE expires_at <= ?");
    const rows = database.prepare("SELECT key, last_used_at FROM ingest_keys").all();
    for (const { key, last_used_at } of rows) {
      const stored = storedKeySchema.parse(JSON.parse(String(key)));
      this.#known.set(stored.id, withUse(stored, last_used_at === null ? undefined : Number(last_used_at)));
    }
  }

  /** The key with an id, at once. */
  get(id: string): IngestKey | undefined {
    return this.#known.get(id);
  }

  async list(): Promise<readonly IngestKey[]> {
    return [...this.#known.values()];
  }

  async find(id: string): Promise<IngestKey | undefined> {
    return this.#known.get(id);
  }

  async add(key: StoredKey): Promise<boolean> {
    const row = [key.id, toRow(key)] as const;
    const added = await this.#commit.write(() => this.#insert.run(...row).changes === 1);
    if (added) this.#known.set(key.id, key);
    return added;
  }

  async replace(key: StoredKey): Promise<boolean> {
    const { id, revision } = key;
    const row = [toRow(key), forgettableAt(key) ?? null, id, revision - 1] as const;
    const replaced = await this.#commit.write(() => this.#update.run(...row).changes === 1);
    if (replaced) this.#known.set(id, withUse(key, this.#known.get(id)?.last_used_at));
    return replaced;
  }

  async used(id: string, at: number): Promise<void> {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.set(id, withUse(known, Math.max(at, known.last_used_at ?? at)));
    await this.#commit.writeLazily(() => this.#use.run(at, id));
  }

  /** Deletes the keys that were revoked long ago. */
  async forget(now: number): Promise<void> {
    await this.#commit.write(() => this.#forget.run(now));
    for (const key of this.#known.values()) if ((forgettableAt(key) ?? Infinity) <= now) this.#known.delete(key.id);
  }
}

/** The last use has a separate column, because it changes without a new revision. */
function toRow(key: IngestKey): string {
  const { last_used_at: _, ...stored } = key;
  return JSON.stringify(stored);
}

function withUse(key: StoredKey, last_used_at: number | undefined): IngestKey {
  return { ...key, ...(last_used_at === undefined ? {} : { last_used_at }) };
}
