// Limits requests a second by slots, each for one request. A delivery reserves the next free slot, now or later, and is sent at
// that time without asking again. So a backlog is spread over time once, in the order of arrival, instead of polling the limit.

/** How far ahead slots can be reserved, in milliseconds: the longest delay of an SQS message. */
export const SLOT_HORIZON_MS = 15 * 60 * 1_000;

/** How late a slot may still be used, in milliseconds. Messages arrive late, and late messages arrive together. */
const SLOT_GRACE_MS = 5_000;

/** Reserved slots: the first of them, and the next free one. Times in milliseconds since 1970. */
interface TakenSlots {
  readonly first: number;
  readonly nextFree: number;
}

/**
 * Reserves the next `count` slots, of which there are `perSecond` a second. Undefined if all slots are taken for as far ahead as
 * slots can be reserved.
 * @param nextFree the time of the next free slot; undefined: all slots are free.
 */
export function takeSlots(
  nextFree: number | undefined,
  { perSecond, count, now }: { readonly perSecond: number; readonly count: number; readonly now: number },
): TakenSlots | undefined {
  const first = Math.max(nextFree ?? now, now);
  if (first - now >= SLOT_HORIZON_MS) return undefined;
  return { first, nextFree: first + count * slotMs(perSecond) };
}

/** The time between two slots, in milliseconds. */
export function slotMs(perSecond: number): number {
  return 1_000 / perSecond;
}

/** Whether a reserved slot may be used now. */
export function isSlotUsable(slot: number, now: number): boolean {
  return slot <= now && now - slot <= SLOT_GRACE_MS;
}
