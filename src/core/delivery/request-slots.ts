// A limit of requests a second as a row of slots, each of which serves one request: whoever wants to send takes the next
// free one, now or later, and comes back at that slot without having to ask again. So a backlog is spread over time
// once, in the order in which it came, instead of all of it asking again and again.

/** How far ahead slots are given away, in milliseconds: as long as SQS can hold a message back. */
export const SLOT_HORIZON_MS = 15 * 60 * 1_000;

/** How late a slot may still be used, in milliseconds: messages come late, and all that is late comes together. */
const SLOT_GRACE_MS = 5_000;

/** Slots that were taken: the first of them, and from when on others are free. Milliseconds since 1970. */
interface TakenSlots {
  readonly first: number;
  readonly nextFree: number;
}

/**
 * Takes the next `count` slots, of which `perSecond` lie in a second. Undefined where the row is taken for as far ahead
 * as slots are given away.
 * @param nextFree from when on slots are free; undefined: all of them.
 */
export function takeSlots(
  nextFree: number | undefined,
  { perSecond, count, now }: { readonly perSecond: number; readonly count: number; readonly now: number },
): TakenSlots | undefined {
  const first = Math.max(nextFree ?? now, now);
  if (first - now >= SLOT_HORIZON_MS) return undefined;
  return { first, nextFree: first + count * slotMs(perSecond) };
}

/** How far apart two slots are, in milliseconds. */
export function slotMs(perSecond: number): number {
  return 1_000 / perSecond;
}

/** Whether a slot that was taken may be used now. */
export function isSlotUsable(slot: number, now: number): boolean {
  return slot <= now && now - slot <= SLOT_GRACE_MS;
}
