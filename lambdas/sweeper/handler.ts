// The sweeper, composed.

import { randomUUID } from "node:crypto";
import { refuseWaitTo } from "#backends/aws/delays/refuse-wait.ts";
import { sqsDueWaits } from "#backends/aws/delays/sqs-due-waits.ts";
import { queue, table } from "../resources.ts";
import { sweep } from "./sweep.ts";

/** Called by a schedule. */
export const handler = sweep({
  waits: table("WAITS_TABLE"),
  refuse: refuseWaitTo(queue("EVENTS_DEAD_LETTERS_URL")),
  send: sqsDueWaits({ retries: queue("RETRIES_QUEUE_URL"), steps: queue("STEPS_QUEUE_URL") }, Date.now),
  now: Date.now,
  random: Math.random,
  newOwner: randomUUID,
  log: console.log,
});
