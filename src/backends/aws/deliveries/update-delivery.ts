// Changes a delivery's item. Every change is a conditional write. A condition that fails is a result and not an error, and
// includes the stored item.

import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { type ItemUpdate, updateExpression } from "../dynamodb/update-expression.ts";
import { deliveryItemKey } from "./delivery-keys.ts";

/** ok: the item is written. Otherwise the condition failed for the item `found`; undefined if the item does not exist. */
type Updated = { readonly ok: true } | { readonly ok: false; readonly found: Item | undefined };

/** Updates or creates a delivery's item if the condition holds. Throws if DynamoDB fails. */
export async function updateDelivery(table: Table, key: DeliveryKey, update: ItemUpdate): Promise<Updated> {
  const { client, tableName } = table;
  const write = new UpdateItemCommand({
    TableName: tableName,
    Key: deliveryItemKey(key),
    ...updateExpression(update),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const written = await conditionalWrite(client.send(write));
  // DynamoDB returns the item with the error if it exists; an emulator may not support that.
  return written.ok ? { ok: true } : { ok: false, found: written.found ?? (await readItem(table, key)) };
}

async function readItem({ client, tableName }: Table, key: DeliveryKey): Promise<Item | undefined> {
  const read = new GetItemCommand({ TableName: tableName, Key: deliveryItemKey(key), ConsistentRead: true });
  return (await client.send(read)).Item;
}
