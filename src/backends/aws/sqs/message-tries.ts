// How often a message that came before was begun. SQS counts receives, also those after which no function ran, because
// Lambda was throttled or had no time left. A message that comes for the first time is not counted here: only one that
// comes again costs this write.

import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { SQSRecord } from "aws-lambda";
import type { Now } from "#app/ports.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { triesKey } from "../delays/delayed-message-keys.ts";
import { number, readNumber, required } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";

/** How long a count is kept, in seconds: a day longer than SQS keeps a message. */
const TTL_SECONDS = 15 * DAY_SECONDS;

/** Counts that a message which came before is begun; gives how often it was, this time included. */
export function countTries({ client, tableName }: Table, now: Now) {
  return async ({ messageId }: Pick<SQSRecord, "messageId">): Promise<number> => {
    const { Attributes: counted = {} } = await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: triesKey(messageId),
        UpdateExpression: "ADD tries :one SET #ttl = :ttl",
        ExpressionAttributeNames: { "#ttl": "ttl" },
        ExpressionAttributeValues: { ":one": number(1), ":ttl": number(Math.ceil(now() / 1_000) + TTL_SECONDS) },
        ReturnValues: "UPDATED_NEW",
      }),
    );
    return required(readNumber(counted, "tries"), "tries");
  };
}
