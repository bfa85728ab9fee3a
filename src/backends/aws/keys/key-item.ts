// The item of an ingest key. All keys are on one partition, so that one query lists them. The authorizer of ingest reads a key at
// most once a minute, because API Gateway caches its answer, so one partition suffices for thousands of senders.

import { forgettableAt, type IngestKey, storedKeySchema } from "#core/keys/ingest-key.ts";
import { type Item, number, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";

/** The partition of the keys. */
export const KEYS_PARTITION = "keys";

/** The key of an ingest key's item. */
export function itemKeyOf(id: string): Item {
  return { pk: text(KEYS_PARTITION), sk: text(id) };
}

/** The attributes of an item, except the last use, which changes without a new revision. */
export function itemContentOf(key: IngestKey): Item {
  const { last_used_at: _, ...stored } = key;
  const forgettable = forgettableAt(key);
  return {
    key: text(JSON.stringify(stored)),
    revision: number(key.revision),
    ...(forgettable === undefined ? {} : { ttl: number(Math.ceil(forgettable / 1_000)) }),
  };
}

/** The key that an item holds. */
export function keyOfItem(item: Item): IngestKey {
  const stored = storedKeySchema.parse(JSON.parse(required(readText(item, "key"), "key")));
  const last_used_at = readNumber(item, "last_used_at");
  return { ...stored, ...(last_used_at === undefined ? {} : { last_used_at }) };
}
