// A wait from its row, and from the parts beside it where its message is large.

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type Item, readBytes, readNumber, readText, required } from "./attribute-values.ts";
import type { Wait, WaitQueue, WaitsTable } from "./dynamodb-waits.ts";
import { unpack } from "./packing.ts";
import { waitIdOf, waitPartKey } from "./wait-keys.ts";

/** The wait that a row holds. */
export async function readWait(table: WaitsTable, row: Item): Promise<Wait> {
  const id = waitIdOf(required(readText(row, "sk"), "sk"));
  const dueAt = required(readNumber(row, "due_at"), "due_at");
  const parts = [required(readBytes(row, "message"), "message")];
  for (let part = 0; part < (readNumber(row, "more_parts") ?? 0); part++) {
    parts.push(await readPart(table, waitPartKey({ id, dueAt }, part)));
  }
  return {
    id,
    queue: queueOf(row),
    target: required(readText(row, "target"), "target"),
    message: unpack(Buffer.concat(parts)),
    dueAt,
    flowId: required(readText(row, "flow_id"), "flow_id"),
    actionId: required(readText(row, "action_id"), "action_id"),
  };
}

function queueOf(row: Item): WaitQueue {
  const queue = readText(row, "queue");
  if (queue !== "retries" && queue !== "steps") throw new Error(`A stored wait is for an unknown queue: ${queue}`);
  return queue;
}

async function readPart({ client, tableName }: WaitsTable, key: Item): Promise<Uint8Array> {
  const { Item: part } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  return required(part && readBytes(part, "message"), "message");
}
