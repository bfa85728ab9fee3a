// The letter cleaner, composed.

import { environment } from "../environment.ts";
import { queue, table } from "../resources.ts";
import { clean } from "./clean.ts";

const env = environment("letter-cleaner");

/** Called by a schedule. */
export const handler = clean({
  letters: queue(env.FAILED_DELIVERIES_URL),
  deliveries: table(env.DELIVERIES_TABLE),
  eventsDeadLetters: queue(env.EVENTS_DEAD_LETTERS_URL),
  now: Date.now,
  log: console.log,
});
