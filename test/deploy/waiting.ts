// Runs and retries that wait for an hour, on the real stack.

import assert from "node:assert/strict";
import { DeleteItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { CURSOR_KEY } from "#backends/aws/delays/delayed-message-keys.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { readDelayedMessage } from "#backends/aws/delays/read-delayed-message.ts";
import type { Deployed } from "./deployed.ts";
import type { TestFlow } from "./flow-files.ts";
import type { DeployedStack, Row } from "./stack.ts";

type Surroundings = Pick<Deployed, "stack" | "receiver">;

/** A target asks for an hour, and receives the retry from the waits table once the hour is over. */
export async function retryAfterAnHour(
  { stack, receiver }: Surroundings,
  flow: TestFlow,
  sendOrder: (order: string) => Promise<unknown>,
): Promise<void> {
  receiver.answer(flow.path, [503], { "retry-after": "3600" });
  const sentAt = Date.now();
  await sendOrder("order-4");
  const [wait] = await stack.rowsOf("StateWaits", 1, (row) => row["flow_id"]?.S === flow.id);
  assert.ok(wait && Math.abs(Number(wait["due_at"]?.N) - sentAt - 3_600_000) < 60_000);
  assert.equal(receiver.received("order-4").length, 1);
  receiver.answer(flow.path, [200]);
  await letTimePass(stack, wait);
  const [first, second] = await receiver.requests("order-4", 2);
  assert.equal(second?.headers["webhook-id"], first?.headers["webhook-id"]);
  assert.equal(second?.body, first?.body);
}

/** Lists, counts and cancels a waiting run. */
export async function listAndCancel(
  stack: DeployedStack,
  flow: TestFlow,
  sendMember: () => Promise<unknown>,
): Promise<void> {
  await sendMember();
  const [row] = await stack.rowsOf("StateWaits", 1, (one) => one["flow_id"]?.S === flow.id);
  const ask = async (path: string) => {
    const { status, body } = await stack.manage("GET", path);
    assert.equal(status, 200, body);
    return JSON.parse(body);
  };
  const { data } = await ask(`/waits?flow=${flow.id}`);
  const [run] = data;
  assert.deepEqual(
    [data.length, run.action_id, run.metric, run.profile, Date.parse(run.due_at)],
    [1, "send", flow.metric, "email:ada+1@example.com", Number(row?.["due_at"]?.N)],
  );
  assert.deepEqual(await ask(`/waits/counts?flow=${flow.id}`), {
    data: [{ action_id: "send", waits: 1 }],
    complete: true,
  });
  const cancelled = await stack.manage("DELETE", `/waits/${run.event_id}/${flow.id}`);
  assert.equal(cancelled.status, 204, cancelled.body);
  assert.deepEqual(await ask(`/waits?flow=${flow.id}`), { data: [] });
}

/** Moves a waiting run to the present, and expects its webhook. */
export async function wakeAfterAnHour(
  { stack, receiver }: Surroundings,
  flow: TestFlow,
  sendMember: () => Promise<unknown>,
): Promise<void> {
  await sendMember();
  // The cancelled run of the previous test also has a row, which is due earlier.
  const rows = await stack.rowsOf("StateWaits", 2, (one) => one["flow_id"]?.S === flow.id);
  const row = rows.sort((one, other) => Number(one["due_at"]?.N) - Number(other["due_at"]?.N)).at(-1);
  assert.deepEqual(receiver.received("member-2"), []);
  await letTimePass(stack, row ?? assert.fail());
  const [webhook] = await receiver.requests("member-2", 1);
  assert.equal(webhook?.path, flow.path);
}

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
