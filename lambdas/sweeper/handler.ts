// The sweeper, composed.

import { randomUUID } from "node:crypto";
import { refuseDelayedMessageTo } from "#backends/aws/delays/refuse-delayed-message.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { queue, table } from "../resources.ts";
import { sweep } from "./sweep.ts";

/** Called by a schedule. */
export const handler = sweep({
  waits: table("WAITS_TABLE"),
  refuse: refuseDelayedMessageTo(queue("EVENTS_DEAD_LETTERS_URL")),
  send: sqsDueMessages({ retries: queue("RETRIES_QUEUE_URL"), steps: queue("STEPS_QUEUE_URL") }, Date.now),
  now: Date.now,
  random: Math.random,
  newOwner: randomUUID,
  log: console.log,
});
