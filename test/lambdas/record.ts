// A record of SQS in the form that Lambda passes to a function.

import type { SQSRecord } from "aws-lambda";

/** A record with this body and these attributes, all of them texts. */
export function record(body: string, attributes: Readonly<Record<string, string>> = {}): SQSRecord {
  const texts = Object.entries(attributes).map(([name, stringValue]) => {
    return [name, { stringValue, dataType: "String" }] as const;
  });
  return {
    messageId: "message",
    receiptHandle: "receipt",
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "0",
      SenderId: "sender",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: Object.fromEntries(texts),
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:Queue",
    awsRegion: "eu-west-1",
  };
}
