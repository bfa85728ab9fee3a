// What the matcher does with the messages of the events queue: all of a batch at once, since what comes of them is sent
// together, ten to a call.

import { type MatchingPorts, matchEvents } from "#app/match-events.ts";
import { decodeEventRecord } from "#backends/aws/decode-event-record.ts";
import type { QueueWork } from "#backends/aws/sqs-batch.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** The longest that a batch can take, in milliseconds: a few calls to AWS, which end within a few seconds (clients.ts). */
const LONGEST_MS = 20_000;

/** The matcher's work. `refuse` takes what is no event message at all. */
export function eventWork(ports: MatchingPorts, refuse: QueueWork<EventMessage>["refuse"]): QueueWork<EventMessage> {
  return {
    decode: decodeEventRecord,
    refuse,
    longestMs: LONGEST_MS,
    async work(messages) {
      await matchEvents(ports, messages);
      return messages.map(() => "done" as const);
    },
  };
}
