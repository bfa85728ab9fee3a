// The permits of a limit of concurrency: a row for each, which belongs to its owner until that gives it back or its lease
// ends. A few are tried at random: under a limit that is nearly used up a free one may be missed, and none is taken twice.

import { randomUUID } from "node:crypto";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Random } from "#app/ports.ts";
import type { Lease, Permit } from "#app/targets/target-ports.ts";
import { HOUR_SECONDS } from "#core/time.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { permitKey } from "./target-keys.ts";

/** How many permits are tried before none counts as free. */
const TRIED_PERMITS = 4;

/** How long the row of a permit is kept after its lease, in seconds, where its owner never gave it back. */
const TTL_SECONDS = HOUR_SECONDS;

/** Whose permits, how many there are, and the chance that draws which are tried. */
export interface AskedPermit {
  readonly target: string;
  readonly permits: number;
  readonly random: Random;
}

/** Takes a permit; undefined where none of those that are tried is free. */
export async function takePermit(
  table: Table,
  { target, permits, random }: AskedPermit,
  lease: Lease,
): Promise<Permit | undefined> {
  const start = Math.floor(random() * permits);
  const owner = randomUUID();
  for (let tried = 0; tried < Math.min(permits, TRIED_PERMITS); tried++) {
    const permit = (start + tried) % permits;
    if (await takeRow(table, { target, permit, owner }, lease)) {
      return { release: () => giveBack(table, { target, permit, owner }) };
    }
  }
  return undefined;
}

interface OwnPermit {
  readonly target: string;
  readonly permit: number;
  readonly owner: string;
}

async function takeRow(
  { client, tableName }: Table,
  { target, permit, owner }: OwnPermit,
  { now, leaseUntil }: Lease,
): Promise<boolean> {
  const write = new PutItemCommand({
    TableName: tableName,
    Item: {
      ...permitKey(target, permit),
      owner: text(owner),
      lease_until: number(leaseUntil),
      ttl: number(Math.ceil(leaseUntil / 1_000) + TTL_SECONDS),
    },
    ConditionExpression: "attribute_not_exists(pk) OR lease_until <= :now",
    ExpressionAttributeValues: { ":now": number(now) },
  });
  return (await conditionalWrite(client.send(write))).ok;
}

/** Gives a permit back, unless another owner has taken it since. */
async function giveBack({ client, tableName }: Table, { target, permit, owner }: OwnPermit): Promise<void> {
  const write = new DeleteItemCommand({
    TableName: tableName,
    Key: permitKey(target, permit),
    ConditionExpression: "#owner = :owner",
    ExpressionAttributeNames: { "#owner": "owner" },
    ExpressionAttributeValues: { ":owner": text(owner) },
  });
  await conditionalWrite(client.send(write));
}
