// The ingest key of the embedded process. The store keeps only the hash of a generated key, so it is shown once.

import type { DatabaseSync } from "node:sqlite";
import type { Sha256Hex } from "#core/event/event-id.ts";

/** The name of the hash in the settings. */
const SETTING = "ingest-key-sha256";

/** The number of digits of a key's hash that identify it in logs and messages. */
const ID_DIGITS = 12;

/** The ingest keys of a store. */
export interface IngestKeys {
  /** Key ids by the SHA-256 of the key. */
  readonly ids: ReadonlyMap<string, string>;
  /** The key, if it was generated now. It can't be shown later. */
  readonly made?: string;
}

/** The given ingest key; by default the key that was generated before, or else a new one. */
export function ingestKeys(
  database: DatabaseSync,
  { given, make, sha256Hex }: { given: string | undefined; make: () => string; sha256Hex: Sha256Hex },
): IngestKeys {
  if (given !== undefined) return { ids: idsOf(sha256Hex(given)) };
  const kept = database.prepare("SELECT value FROM settings WHERE name = ?").get(SETTING)?.["value"];
  if (typeof kept === "string") return { ids: idsOf(kept) };
  const made = make();
  database.prepare("INSERT INTO settings (name, value) VALUES (?, ?)").run(SETTING, sha256Hex(made));
  return { ids: idsOf(sha256Hex(made)), made };
}

function idsOf(hash: string): ReadonlyMap<string, string> {
  return new Map([[hash, `key_${hash.slice(0, ID_DIGITS)}`]]);
}
