// A number derived from an event's id, by which its deliveries are found. Two ids may share it, so a reader compares the ids.

/** Hexadecimal digits that a number holds exactly: 52 bits. */
const DIGITS = 13;

/** An integer that depends on the id alone. The ids that we derive end in digits of a digest. */
export function eventHash(eventId: string): number {
  const hash = Number.parseInt(eventId.slice(-DIGITS), 16);
  return Number.isNaN(hash) ? 0 : hash;
}
