// Runs that were cancelled: a row for each, found by event and flow, since that is all that is known of a run wherever it
// is. Each run that wakes looks for its own, for half a read unit.

import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { RunKey } from "#app/runs/run-ports.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { number } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { cancelledKey } from "./delayed-message-keys.ts";

/** The version of these rows. */
const CANCELLED_VERSION = 1;

/** How long a run stays cancelled, in seconds: the longest wait there is (731 days) and 30 days more. */
const TTL_SECONDS = (731 + 30) * DAY_SECONDS;

/** Puts on record that a run was cancelled; once more changes nothing but until when that is remembered. */
export async function addCancelled({ client, tableName }: Table, run: RunKey, now: number): Promise<void> {
  const ttl = number(Math.ceil(now / 1_000) + TTL_SECONDS);
  const row = { ...cancelledKey(run), v: number(CANCELLED_VERSION), cancelled_at: number(now), ttl };
  await client.send(new PutItemCommand({ TableName: tableName, Item: row }));
}

/** Whether a run was cancelled. Not read consistently: what is a second old is always seen, what is newer most often. */
export async function isCancelled({ client, tableName }: Table, run: RunKey): Promise<boolean> {
  const { Item: row } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: cancelledKey(run), ProjectionExpression: "pk" }),
  );
  return row !== undefined;
}
