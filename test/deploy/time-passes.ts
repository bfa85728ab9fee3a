// A delayed message is due in more than 15 minutes, longer than a test can wait. This file moves its due time to the present with the
// adapters that the functions use, and removes the sweeper's position, as before its first sweep. The rest is the deployed stack:
// the sweeper finds the row and sends it to its queue.

import assert from "node:assert/strict";
import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { CURSOR_KEY } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { readDelayedMessage } from "#backends/aws/delays/read-delayed-message.ts";
import type { DeployedStack, Row } from "./stack.ts";

/** The time until the message is due, in milliseconds, so that the queue delays it too. */
const AHEAD_MS = 3_000;

/** Makes a delayed message due within seconds, and runs the sweeper. */
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
