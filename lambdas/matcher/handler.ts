// The matcher, composed.

import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { catalogue, dispatchQueue, profileStore, queueHandler, sources, stepsQueue } from "../adapters.ts";
import { environment } from "../environment.ts";
import { queue } from "../resources.ts";
import { eventWork } from "./event-work.ts";

const env = environment("matcher");

const deadLetters = queue(env.EVENTS_DEAD_LETTERS_URL);

const work = eventWork(
  {
    catalogue: catalogue(env),
    dispatchQueue: dispatchQueue(env),
    stepsQueue: stepsQueue(env),
    profiles: profileStore(env),
    organizationZone: env.TIMEZONE,
    eventsDeadLetters: new SqsEventsDeadLetters(deadLetters),
    sources: sources(env),
    sha256Hex,
  },
  refuseTo(deadLetters),
);

/** Called with batches of the events queue. */
export const handler = queueHandler(env, work, env.EVENTS_QUEUE_URL);
