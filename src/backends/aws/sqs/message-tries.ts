// Counts how often a redelivered message was begun. SQS counts receives, and with them those after which no function ran
// because Lambda was throttled or had no time left. The first delivery of a message is not counted, so only a redelivery
// costs this write.

import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { SQSRecord } from "aws-lambda";
import type { Now } from "#app/ports.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { triesKey } from "../delays/delayed-message-keys.ts";
import { number, readNumber, required } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";

/** The time to live of a count, in seconds: a day longer than SQS keeps a message. */
const TTL_SECONDS = 15 * DAY_SECONDS;

/** Returns a function that counts a try of a redelivered message and returns the number of tries, this one included. */
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
