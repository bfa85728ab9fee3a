// A wait from its row, and from the parts beside it where its message is large.

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type Item, readBytes, readNumber, readText, required } from "../dynamodb/attribute-values.ts";
import { unpack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";
import { delayedMessageIdOf, delayedMessagePartKey } from "./delayed-message-keys.ts";
import type { DelayedMessage, DueQueue } from "./dynamodb-delayed-messages.ts";

/** A row does not hold what this version reads from it, and will not the next time either. */
export class UnreadableDelayedMessage extends Error {}

/** The wait that a row holds. Throws UnreadableDelayedMessage where it holds none; other errors are those of the table. */
export async function readDelayedMessage(table: Table, row: Item): Promise<DelayedMessage> {
  const { first, more, ...key } = understood(() => ({
    id: delayedMessageIdOf(required(readText(row, "sk"), "sk")),
    dueAt: required(readNumber(row, "due_at"), "due_at"),
    first: readBytes(row, "message"),
    more: readNumber(row, "more_parts") ?? 0,
  }));
  const parts = [first];
  for (let part = 0; part < more; part++) parts.push(await readPart(table, delayedMessagePartKey(key, part)));
  return understood(() => ({
    ...key,
    queue: queueOf(row),
    target: required(readText(row, "target"), "target"),
    message: unpack(Buffer.concat(parts.map((part) => required(part, "message")))),
    flowId: required(readText(row, "flow_id"), "flow_id"),
    actionId: required(readText(row, "action_id"), "action_id"),
  }));
}

/** Reads what is here already: what goes wrong with that lies in the row. */
function understood<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw new UnreadableDelayedMessage(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function queueOf(row: Item): DueQueue {
  const queue = readText(row, "queue");
  if (queue !== "retries" && queue !== "steps") throw new Error(`A stored wait is for an unknown queue: ${queue}`);
  return queue;
}

async function readPart({ client, tableName }: Table, key: Item): Promise<Uint8Array | undefined> {
  const { Item: part } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  return part && readBytes(part, "message");
}
