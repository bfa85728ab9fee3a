// A wait that can't be read goes to the dead letters with the reason: its row as it was, for a person to look at. The row
// itself stays where it is until it expires, 30 days after it was due.

import type { MessageRule } from "#core/messages/message-rules.ts";
import type { Item } from "../dynamodb/attribute-values.ts";
import { jsonBody } from "../sqs/queue-message.ts";
import { type Queue, sendMessages } from "../sqs/send-messages.ts";
import { MAX_DETAIL_LENGTH } from "../sqs/sqs-events-dead-letters.ts";
import type { UnreadableDelayedMessage } from "./read-delayed-message.ts";

const NOT_UNDERSTOOD = "message-invalid" satisfies MessageRule;

/** Puts rows that can't be read into a queue of dead letters. */
export function refuseDelayedMessageTo(queue: Queue) {
  return async (row: Item, error: UnreadableDelayedMessage): Promise<void> => {
    const attributes = { reason: NOT_UNDERSTOOD, detail: error.message.slice(0, MAX_DETAIL_LENGTH) };
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
