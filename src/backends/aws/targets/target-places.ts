// The places of a limit of concurrency: a row for each, which belongs to its owner until that gives it back or its lease
// ends. A few are tried at random: under a limit that is nearly used up a free one may be missed, and none is taken twice.

import { randomUUID } from "node:crypto";
import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Random } from "#app/ports.ts";
import type { Lease, Place } from "#app/targets/target-ports.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/query-all.ts";
import { placeKey } from "./target-keys.ts";

/** How many places are tried before none counts as free. */
const TRIED_PLACES = 4;

/** How long the row of a place is kept after its lease, in seconds, where its owner never gave it back. */
const TTL_SECONDS = 60 * 60;

/** Whose places, how many there are, and the chance that draws which are tried. */
export interface AskedPlace {
  readonly target: string;
  readonly places: number;
  readonly random: Random;
}

/** Takes a place; undefined where none of those that are tried is free. */
export async function takePlace(
  table: Table,
  { target, places, random }: AskedPlace,
  lease: Lease,
): Promise<Place | undefined> {
  const start = Math.floor(random() * places);
  const owner = randomUUID();
  for (let tried = 0; tried < Math.min(places, TRIED_PLACES); tried++) {
    const place = (start + tried) % places;
    if (await takeRow(table, { target, place, owner }, lease)) {
      return { release: () => giveBack(table, { target, place, owner }) };
    }
  }
  return undefined;
}

interface OwnPlace {
  readonly target: string;
  readonly place: number;
  readonly owner: string;
}

function takeRow({ client, tableName }: Table, { target, place, owner }: OwnPlace, lease: Lease): Promise<boolean> {
  const { now, leaseUntil } = lease;
  return unlessRefused(() =>
    client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          ...placeKey(target, place),
          owner: text(owner),
          lease_until: number(leaseUntil),
          ttl: number(Math.ceil(leaseUntil / 1_000) + TTL_SECONDS),
        },
        ConditionExpression: "attribute_not_exists(pk) OR lease_until <= :now",
        ExpressionAttributeValues: { ":now": number(now) },
      }),
    ),
  );
}

/** Gives a place back; one that is another's by now stays as it is. */
async function giveBack({ client, tableName }: Table, { target, place, owner }: OwnPlace): Promise<void> {
  await unlessRefused(() =>
    client.send(
      new DeleteItemCommand({
        TableName: tableName,
        Key: placeKey(target, place),
        ConditionExpression: "#owner = :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: { ":owner": text(owner) },
      }),
    ),
  );
}

/** Whether a write was done; its condition may refuse it. */
async function unlessRefused(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
