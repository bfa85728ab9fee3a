import { expect, test } from "vitest";
import { queueUrlOf } from "#backends/aws/sqs-handler.ts";

const URLS = [
  "https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Dispatch-A1",
  "https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Retries-B2",
];

test("the queue that a record came from is found by its name", () => {
  expect(queueUrlOf("arn:aws:sqs:eu-west-1:111122223333:Stack-Retries-B2", URLS)).toBe(URLS[1]);
});

test("a queue whose name only ends alike is another one", () => {
  expect(() => queueUrlOf("arn:aws:sqs:eu-west-1:111122223333:Retries-B2", URLS)).toThrow("Retries-B2");
});
