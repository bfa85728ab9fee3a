// The matcher processes a batch as a whole, because its deliveries and runs are sent together, ten to a call. If that fails, it
// processes each message separately, so that a failure affects only its own message.

import { type MatchingPorts, matchEvents } from "#app/runs/match-events.ts";
import { decodeEventRecord } from "#backends/aws/sqs/decode-record.ts";
import type { QueueWork, Worked } from "#backends/aws/sqs/sqs-batch.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** The longest that a batch can take, in milliseconds: a few calls to AWS, which end within a few seconds (clients.ts). */
const LONGEST_MS = 20_000;

/** The matcher's work. `refuse` receives records that are not event messages. */
export function eventWork(ports: MatchingPorts, refuse: QueueWork<EventMessage>["refuse"]): QueueWork<EventMessage> {
  return {
    decode: decodeEventRecord,
    refuse,
    longestMs: LONGEST_MS,
    async work(messages) {
      try {
        await matchEvents(ports, messages);
        return messages.map(() => "done" as const);
      } catch (failed) {
        // This may send again what the batch has already sent. The deliveries have the same ids, so sending them twice is safe.
        return messages.length === 1 ? [{ failed }] : Promise.all(messages.map((message) => matchOne(ports, message)));
      }
    },
  };
}

async function matchOne(ports: MatchingPorts, message: EventMessage): Promise<Worked> {
  try {
    await matchEvents(ports, [message]);
    return "done";
  } catch (failed) {
    return { failed };
  }
}
