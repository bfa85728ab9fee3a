// Which entries of a delivery's record are attempts. A delivery that waits for its target, or was parked, discarded or
// skipped, has an entry that says so, and none of these was tried at a target.

import type { Attempt } from "./record.ts";

const WITHOUT_ATTEMPT: ReadonlySet<Attempt["outcome"]> = new Set(["waiting", "parked", "discarded", "skipped"]);

/** Of the entries of a record those that were attempts, in their order. */
export function attemptsMade(entries: readonly Attempt[]): readonly Attempt[] {
  return entries.filter(({ outcome }) => !WITHOUT_ATTEMPT.has(outcome));
}
