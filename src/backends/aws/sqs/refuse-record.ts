// A message that can't be decoded goes to the dead letters with its body and attributes unchanged, and with two attributes
// that state the reason. It is neither redelivered without end nor lost.

import type { SQSRecord } from "aws-lambda";
import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Problem } from "#core/problem.ts";
import { BatchingSender } from "./batching-sender.ts";
import type { Queue } from "./send-messages.ts";
import { describeProblems } from "./sqs-events-dead-letters.ts";

const NOT_UNDERSTOOD = "message-invalid" satisfies MessageRule;

/** The limit of SQS on attributes of a message, less the two that are added here. */
const MAX_KEPT = 10 - 2;

/** Returns a function that sends records to a queue of dead letters, with the reason. */
export function refuseTo(queue: Queue) {
  const letters = new BatchingSender(queue);
  return async (record: SQSRecord, problems: readonly Problem[]): Promise<void> => {
    const kept = Object.entries(record.messageAttributes)
      .filter(([name]) => name !== "reason" && name !== "detail")
      .flatMap(([name, { stringValue }]) => (stringValue === undefined ? [] : [[name, stringValue] as const]))
      .slice(0, MAX_KEPT);
    const why = { reason: problems[0]?.rule ?? NOT_UNDERSTOOD, detail: describeProblems(problems) };
    const letter = {
      body: record.body,
      group: record.attributes.MessageGroupId ?? record.messageId,
      attributes: { ...Object.fromEntries(kept), ...why },
    };
    await letters.send([letter], 0);
  };
}
