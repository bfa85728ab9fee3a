// The part of the key store in DynamoDB that the authorizer of ingest needs.

import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { KeyStore } from "#app/keys/key-ports.ts";
import type { IngestKey, StoredKey } from "#core/keys/ingest-key.ts";
import { number } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { updateExpression } from "../dynamodb/update-expression.ts";
import { itemContentOf, itemKeyOf, keyOfItem } from "./key-item.ts";

/** Finds single keys in the keys table. */
export class DynamoDbPresentedKeys implements Pick<KeyStore, "find" | "add" | "used"> {
  protected readonly table: Table;

  constructor(table: Table) {
    this.table = table;
  }

  async find(id: string): Promise<IngestKey | undefined> {
    const { client, tableName: TableName } = this.table;
    const get = new GetItemCommand({ TableName, Key: itemKeyOf(id), ConsistentRead: true });
    const { Item: item } = await client.send(get);
    return item && keyOfItem(item);
  }

  async add(key: StoredKey): Promise<boolean> {
    const { client, tableName: TableName } = this.table;
    const put = new PutItemCommand({
      TableName,
      Item: { ...itemKeyOf(key.id), ...itemContentOf(key) },
      ConditionExpression: "attribute_not_exists(pk)",
    });
    return (await conditionalWrite(client.send(put))).ok;
  }

  async used(id: string, at: number): Promise<void> {
    await this.update(id, {
      set: { last_used_at: number(at) },
      condition: "attribute_exists(#pk) AND (attribute_not_exists(#last_used_at) OR #last_used_at < :last_used_at)",
      compared: ["pk"],
    });
  }

  /** Resolves with false if the condition does not hold. */
  protected async update(id: string, update: Parameters<typeof updateExpression>[0]): Promise<boolean> {
    const { client, tableName: TableName } = this.table;
    const command = new UpdateItemCommand({ TableName, Key: itemKeyOf(id), ...updateExpression(update) });
    return (await conditionalWrite(client.send(command))).ok;
  }
}
