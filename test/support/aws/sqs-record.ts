// A message of SQS, as a queue holds it and as Lambda passes it to a function.

import type { SQSRecord } from "aws-lambda";

/** A message as a queue holds it. */
export interface HeldMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly group: string | undefined;
  readonly delaySeconds: number;
}

/** A message as Lambda hands it over. */
export function toRecord(
  message: Pick<HeldMessage, "body"> & Partial<Pick<HeldMessage, "attributes" | "group">>,
): SQSRecord {
  return {
    messageId: "00000000-0000-0000-0000-000000000000",
    receiptHandle: "receipt",
    body: message.body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "sender",
      ApproximateFirstReceiveTimestamp: "0",
      MessageGroupId: message.group,
    },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes ?? {}).map(([name, stringValue]) => [
        name,
        { stringValue, dataType: "String" },
      ]),
    ),
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:queue",
    awsRegion: "eu-west-1",
  };
}
