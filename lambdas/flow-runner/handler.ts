// The flow runner, composed.

import { randomUUID } from "node:crypto";
import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import {
  catalogue,
  deliveryStore,
  dispatchQueue,
  profileStore,
  queueHandler,
  stepsQueue,
  waitingRuns,
} from "../adapters.ts";
import { environment } from "../environment.ts";
import { queue } from "../resources.ts";
import { runWork } from "./run-work.ts";

/**
 * The runs of a batch wake at the same time, but each sends separately. Within this time, in milliseconds, they share calls to SQS.
 */
const BATCHING_DELAY_MS = 5;

const env = environment("flow-runner");

const flows = catalogue(env);

const work = runWork(
  {
    catalogue: flows,
    store: deliveryStore(env, flows),
    dispatchQueue: dispatchQueue(env, BATCHING_DELAY_MS),
    stepsQueue: stepsQueue(env, BATCHING_DELAY_MS),
    waitingRuns: waitingRuns(env),
    profiles: profileStore(env),
    organizationZone: env.TIMEZONE,
    now: Date.now,
    newOwner: randomUUID,
  },
  refuseTo(queue(env.EVENTS_DEAD_LETTERS_URL)),
);

/** Called with batches of the steps queue. */
export const handler = queueHandler(env, work, env.STEPS_QUEUE_URL);
