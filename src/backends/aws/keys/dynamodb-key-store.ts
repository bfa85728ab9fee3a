// Ingest keys in DynamoDB.

import type { KeyStore } from "#app/keys/key-ports.ts";
import type { IngestKey, StoredKey } from "#core/keys/ingest-key.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import { queryAll } from "../dynamodb/table.ts";
import { DynamoDbPresentedKeys } from "./dynamodb-presented-keys.ts";
import { itemContentOf, KEYS_PARTITION, keyOfItem } from "./key-item.ts";

/** The ingest keys in the keys table. */
export class DynamoDbKeyStore extends DynamoDbPresentedKeys implements KeyStore {
  async list(): Promise<readonly IngestKey[]> {
    const items = await queryAll(this.table, {
      KeyConditionExpression: "pk = :keys",
      ExpressionAttributeValues: { ":keys": text(KEYS_PARTITION) },
      ConsistentRead: true,
    });
    return items.map(keyOfItem);
  }

  async replace(key: StoredKey): Promise<boolean> {
    return this.update(key.id, {
      set: itemContentOf(key),
      condition: "#revision = :before",
      compare: { before: number(key.revision - 1) },
      compared: [],
    });
  }
}
