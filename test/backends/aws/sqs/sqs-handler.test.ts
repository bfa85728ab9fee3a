import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { batchCalls, queueUrlOf } from "#backends/aws/sqs/sqs-handler.ts";
import { startSqs } from "#support/aws/sqs-emulator.ts";
import { toRecord } from "#support/aws/sqs-record.ts";

const URLS = [
  "https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Dispatch-A1",
  "https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Retries-B2",
];

test("the URL of a record's queue is found by the queue's name", () => {
  expect(queueUrlOf("arn:aws:sqs:eu-west-1:111122223333:Stack-Retries-B2", URLS)).toBe(URLS[1]);
});

test("a queue whose name only ends with the same text is another one", () => {
  expect(() => queueUrlOf("arn:aws:sqs:eu-west-1:111122223333:Retries-B2", URLS)).toThrow("Retries-B2");
});

test("records are deleted or made visible again, and a refusal of SQS is an error", async () => {
  const sqs = await startSqs();
  const { client, url } = sqs.queue("events");
  for (const body of ["done", "failed", "untouched"]) {
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  }
  const receive = async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 300 }),
    );
    return Messages.map(({ Body: body = "", ReceiptHandle: receiptHandle = "" }) => ({
      ...toRecord({ body }),
      receiptHandle,
      eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:events",
    }));
  };
  const records = await receive();
  const only = (body: string) => records.filter((record) => record.body === body);
  const { remove, returnEarly } = batchCalls({ client, queueUrls: [url] });
  await remove(only("done"));
  await returnEarly(only("failed").map((record) => ({ record, seconds: 0 })));
  expect((await receive()).map(({ body }) => body)).toEqual(["failed"]);
  const unknown = records.map((record) => ({ record: { ...record, receiptHandle: "none" }, seconds: 1 }));
  await expect(returnEarly(unknown)).rejects.toThrow("SQS did not delete or return 3 messages");
  await sqs.close();
});
