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

/** The runs of a batch wake at the same time, but each sends for itself: within this time they share calls to SQS. */
const BATCHING_DELAY_MS = 5;

const flows = catalogue();

const work = runWork(
  {
    catalogue: flows,
    store: deliveryStore(flows),
    dispatchQueue: dispatchQueue(BATCHING_DELAY_MS),
    stepsQueue: stepsQueue(BATCHING_DELAY_MS),
    waitingRuns: waitingRuns(),
    profiles: profileStore(),
    organizationZone: environment("TIMEZONE"),
    now: Date.now,
    newOwner: randomUUID,
  },
  refuseTo(queue("EVENTS_DEAD_LETTERS_URL")),
);

/** Called with batches of the steps queue. */
export const handler = queueHandler(work, "STEPS_QUEUE_URL");
