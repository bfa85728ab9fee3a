// The permits of a limit on concurrency: a row for each, which its owner holds until it releases the permit or its lease ends. A
// few permits are tried at random, so a free one may be missed when most are taken. A permit is never held twice.

import { randomUUID } from "node:crypto";
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Random } from "#app/ports.ts";
import type { Lease, Permit } from "#app/targets/target-ports.ts";
import { HOUR_SECONDS } from "#core/time.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { permitKey } from "./target-keys.ts";

/** Permits that are tried before all count as taken. */
const TRIED_PERMITS = 4;

/** The time to live of a permit's row after its lease, in seconds, if its owner never released it. */
const TTL_SECONDS = HOUR_SECONDS;

/** The target, the number of its permits, and the chance by which the first one to try is drawn. */
interface AskedPermit {
  readonly target: string;
  readonly permits: number;
  readonly random: Random;
}

/** Takes a permit. Returns undefined if all permits that it tries are taken. */
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
      return { release: () => releaseRow(table, { target, permit, owner }) };
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

/** Releases a permit, unless another owner has taken it since. */
async function releaseRow({ client, tableName }: Table, { target, permit, owner }: OwnPermit): Promise<void> {
  const write = new DeleteItemCommand({
    TableName: tableName,
    Key: permitKey(target, permit),
    ConditionExpression: "#owner = :owner",
    ExpressionAttributeNames: { "#owner": "owner" },
    ExpressionAttributeValues: { ":owner": text(owner) },
  });
  await conditionalWrite(client.send(write));
}
