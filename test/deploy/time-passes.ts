// A message in the waits table is due in more than 15 minutes, which no test waits for. Here its due time is moved to the
// present, through the adapters that the functions use, and the sweeper's position is removed, as before its first sweep.
// From there on everything is the deployed stack: the sweeper finds the row and sends it to its queue.

import assert from "node:assert/strict";
import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { CURSOR_KEY } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { readDelayedMessage } from "#backends/aws/delays/read-delayed-message.ts";
import type { DeployedStack, Row } from "./stack.ts";

/** How far ahead of now the message becomes due, in milliseconds, so that the queue delays it as well. */
const AHEAD_MS = 3_000;

/** Makes a message of the waits table due within seconds, and runs the sweeper. */
export async function letTimePass(stack: DeployedStack, row: Row): Promise<void> {
  const table = await stack.table("StateWaits");
  const wait = await readDelayedMessage(table, { ...row });
  const dueAt = Date.now() + AHEAD_MS;
  const { kind, ...rest } = JSON.parse(wait.message);
  // A run is due when its message is. A delivery keeps the time when its first attempt was due.
  const message = JSON.stringify({ kind, ...rest, ...(kind === "run" ? { due_at: dueAt } : {}) });
  await new DynamoDbDelayedMessages(table).add({ ...wait, dueAt, message });
  const { Items: positions = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: "pk = :cursor",
      ExpressionAttributeValues: { ":cursor": CURSOR_KEY["pk"] ?? assert.fail() },
    }),
  );
  for (const { pk, sk } of [row, ...positions]) {
    await table.client.send(
      new DeleteItemCommand({
        TableName: table.tableName,
        Key: { pk: pk ?? assert.fail(), sk: sk ?? assert.fail() },
      }),
    );
  }
  await stack.invoke("TimerSweeper");
}
