// A row that can't be read or sent goes to the dead letters with the reason: the row as it is stored, for an operator to
// inspect. The row itself stays in the table until it expires, 30 days after it was due.

import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import { jsonBody } from "../sqs/queue-message.ts";
import { type Queue, sendMessages } from "../sqs/send-messages.ts";
import { MAX_DETAIL_LENGTH } from "../sqs/sqs-events-dead-letters.ts";

const NOT_UNDERSTOOD = "message-invalid" satisfies MessageRule;

/** Returns a function that sends rows to a queue of dead letters, with the reason. */
export function refuseDelayedMessageTo(queue: Queue) {
  return async (row: Item, reason: string): Promise<void> => {
    const attributes = { reason: NOT_UNDERSTOOD, detail: reason.slice(0, MAX_DETAIL_LENGTH) };
    await sendMessages(queue, [{ body: jsonBody({ kind: "wait", row: inJson(row) }), group: "waits", attributes }]);
  };
}

/** A row as JSON holds it: bytes as base64. */
function inJson(row: Item): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      return [name, value.B === undefined ? value : { B: Buffer.from(value.B).toString("base64") }];
    }),
  );
}
