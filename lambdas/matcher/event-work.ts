// What the matcher does with the messages of the events queue: all of a batch at once, since what comes of them is sent
// together, ten to a call. Where that fails, each for itself, so that one that can't be processed takes no other along.

import { type MatchingPorts, matchEvents } from "#app/runs/match-events.ts";
import { decodeEventRecord } from "#backends/aws/sqs/decode-record.ts";
import type { QueueWork, Worked } from "#backends/aws/sqs/sqs-batch.ts";
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
      try {
        await matchEvents(ports, messages);
        return messages.map(() => "done" as const);
      } catch (failed) {
        // What the batch has sent already may be sent again: the deliveries are the same ones.
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
