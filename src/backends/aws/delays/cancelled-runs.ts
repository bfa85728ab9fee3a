// Cancelled runs: a row for each, under its event and flow, because these identify a run wherever it is. Each run that
// wakes reads its own row, for half a read unit.

import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { RunKey } from "#app/runs/run-ports.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { number } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { cancelledKey } from "./delayed-message-keys.ts";

/** The version of these rows. */
const CANCELLED_VERSION = 1;

/** How long a run stays cancelled, in seconds: the longest wait (731 days) and 30 days more. */
const TTL_SECONDS = (731 + 30) * DAY_SECONDS;

/** Records that a run is cancelled. A repeat only extends the time to live. */
export async function addCancelled({ client, tableName }: Table, run: RunKey, now: number): Promise<void> {
  const ttl = number(Math.ceil(now / 1_000) + TTL_SECONDS);
  const row = { ...cancelledKey(run), v: number(CANCELLED_VERSION), cancelled_at: number(now), ttl };
  await client.send(new PutItemCommand({ TableName: tableName, Item: row }));
}

/** Returns whether a run is cancelled. The read is eventually consistent, so it may miss a cancellation of the last second. */
export async function isCancelled({ client, tableName }: Table, run: RunKey): Promise<boolean> {
  const { Item: row } = await client.send(
    new GetItemCommand({ TableName: tableName, Key: cancelledKey(run), ProjectionExpression: "pk" }),
  );
  return row !== undefined;
}
