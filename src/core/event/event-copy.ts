// Whether an accepted event is a copy of one that was accepted before, as the answer to its sender reports it.

import type { Event } from "./event.ts";

/** The fields of an event by which copies are recognized. */
export type Copied = Pick<Event, "id" | "backfill">;

/**
 * The name under which an accepted event is remembered. A backfilled event starts no flow, so it has another name: it does not make a
 * later copy without `backfill` a duplicate.
 */
export function copyName({ id, backfill }: Copied): string {
  return backfill ? `${id} backfill` : id;
}

/** Whether a copy of the event was remembered that makes this one a duplicate. */
export function isCopy(remembered: { has(name: string): boolean }, event: Copied): boolean {
  return remembered.has(event.id) || (event.backfill === true && remembered.has(copyName(event)));
}
