// A message that can't be understood goes to the dead letters as it is: the same body, the same attributes, and two more
// that say why. It is never left to loop, and never lost.

import type { SQSRecord } from "aws-lambda";
import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Problem } from "#core/problem.ts";
import { BatchingSender } from "./batching-sender.ts";
import type { Queue } from "./send-messages.ts";
import { describeProblems } from "./sqs-events-dead-letters.ts";

const NOT_UNDERSTOOD = "message-invalid" satisfies MessageRule;

/** Most attributes of one message, less the two that are added here. */
const MAX_KEPT = 10 - 2;

/** Puts records that can't be understood into a queue of dead letters. */
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
