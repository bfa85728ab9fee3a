// The ingest function, composed.

import { setImmediate as turn } from "node:timers/promises";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { SqsEventsQueue } from "#backends/aws/sqs/sqs-events-queue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { environment } from "../environment.ts";
import { queue } from "../resources.ts";
import { takeRequest } from "./take-request.ts";

const env = environment("ingest");

const events = new SqsEventsQueue(queue(env.EVENTS_QUEUE_URL));

/** Called by API Gateway. */
export const handler = takeRequest({
  sendEvents: (messages) => events.send(messages),
  eventsDeadLetters: new SqsEventsDeadLetters(queue(env.EVENTS_DEAD_LETTERS_URL)),
  now: Date.now,
  sha256Hex,
  turn,
  onError: console.error,
});
