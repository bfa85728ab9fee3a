// Reads a delayed message from its row, and from its parts if the message is large.

import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { type Item, readBytes, readNumber, readText, required } from "../dynamodb/attribute-values.ts";
import { unpack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";
import { delayedMessageIdOf, delayedMessagePartKey } from "./delayed-message-keys.ts";
import type { DelayedMessage, DueQueue } from "./dynamodb-delayed-messages.ts";

/** More than a message of SQS needs, which has at most a megabyte: without a limit a broken row could stop the sweeper. */
const MOST_MORE_PARTS = 10;

/** This version can't read the row, now or later. */
export class UnreadableDelayedMessage extends Error {}

/** Returns the message of a row. Throws UnreadableDelayedMessage if the row holds none; other errors are those of the table. */
export async function readDelayedMessage(table: Table, row: Item): Promise<DelayedMessage> {
  const { first, more, ...key } = readable(() => ({
    id: delayedMessageIdOf(required(readText(row, "sk"), "sk")),
    dueAt: required(readNumber(row, "due_at"), "due_at"),
    first: readBytes(row, "message"),
    more: moreParts(row),
  }));
  const others = Array.from({ length: more }, (_, part) => readPart(table, delayedMessagePartKey(key, part)));
  const parts = [first, ...(await Promise.all(others))];
  return readable(() => ({
    ...key,
    queue: queueOf(row),
    target: required(readText(row, "target"), "target"),
    message: unpack(Buffer.concat(parts.map((part) => required(part, "message")))),
    flowId: required(readText(row, "flow_id"), "flow_id"),
    actionId: required(readText(row, "action_id"), "action_id"),
  }));
}

/** Reads data that is already loaded, so that every error is due to the row. */
function readable<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw new UnreadableDelayedMessage(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function moreParts(row: Item): number {
  const more = readNumber(row, "more_parts") ?? 0;
  if (Number.isInteger(more) && more >= 0 && more <= MOST_MORE_PARTS) return more;
  throw new Error(`A delayed message has ${more} more parts; at most ${MOST_MORE_PARTS} are possible`);
}

function queueOf(row: Item): DueQueue {
  const queue = readText(row, "queue");
  if (queue !== "retries" && queue !== "steps")
    throw new Error(`A delayed message is due to an unknown queue: ${queue}`);
  return queue;
}

async function readPart({ client, tableName }: Table, key: Item): Promise<Uint8Array | undefined> {
  const { Item: part } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
  );
  return part && readBytes(part, "message");
}
