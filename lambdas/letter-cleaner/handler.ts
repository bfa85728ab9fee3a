// The letter cleaner, composed.

import { queue, table } from "../resources.ts";
import { clean } from "./clean.ts";

/** Called by a schedule. */
export const handler = clean({
  letters: queue("FAILED_DELIVERIES_URL"),
  deliveries: table("DELIVERIES_TABLE"),
  eventsDeadLetters: queue("EVENTS_DEAD_LETTERS_URL"),
  now: Date.now,
  log: console.log,
});
