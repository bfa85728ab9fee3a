// The sweeper, composed.

import { randomUUID } from "node:crypto";
import { refuseDelayedMessageTo } from "#backends/aws/delays/refuse-delayed-message.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { environment } from "../environment.ts";
import { queue, table } from "../resources.ts";
import { sweep } from "./sweep.ts";

const env = environment("sweeper");

/** Called by a schedule. */
export const handler = sweep({
  waits: table(env.DELAYED_MESSAGES_TABLE),
  refuse: refuseDelayedMessageTo(queue(env.EVENTS_DEAD_LETTERS_URL)),
  send: sqsDueMessages({ retries: queue(env.RETRIES_QUEUE_URL), steps: queue(env.STEPS_QUEUE_URL) }, Date.now),
  now: Date.now,
  random: Math.random,
  newOwner: randomUUID,
  log: console.log,
});
