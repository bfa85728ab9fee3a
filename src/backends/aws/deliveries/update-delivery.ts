// The one way in which a delivery's own item is changed: by a write that says under which condition. A condition that
// does not hold is an answer, not a fault; what stood in the way comes with it.

import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { type ItemUpdate, updateExpression } from "../dynamodb/update-expression.ts";
import { deliveryItemKey } from "./delivery-keys.ts";

/** Written, or the item that the condition did not hold for; undefined where there is none. */
export type Updated = { readonly ok: true } | { readonly ok: false; readonly found: Item | undefined };

/** Changes a delivery's own item, or makes it, if the condition holds. Throws when DynamoDB can't be had. */
export async function updateDelivery(table: Table, key: DeliveryKey, update: ItemUpdate): Promise<Updated> {
  const { client, tableName } = table;
  const write = new UpdateItemCommand({
    TableName: tableName,
    Key: deliveryItemKey(key),
    ...updateExpression(update),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const written = await conditionalWrite(client.send(write));
  // DynamoDB returns the item, unless there is none; an emulator may not know how.
  return written.ok ? { ok: true } : { ok: false, found: written.found ?? (await readItem(table, key)) };
}

async function readItem({ client, tableName }: Table, key: DeliveryKey): Promise<Item | undefined> {
  const read = new GetItemCommand({ TableName: tableName, Key: deliveryItemKey(key), ConsistentRead: true });
  return (await client.send(read)).Item;
}
