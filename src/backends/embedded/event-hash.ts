// A number made of an event's id, by which its deliveries are found. Two ids may share it: whoever looks compares the ids.

/** Hexadecimal digits that a number holds exactly: 52 bits. */
const DIGITS = 13;

/** A whole number that is the same for the same id. The ids that we derive end in digits of a digest. */
export function eventHash(eventId: string): number {
  const hash = Number.parseInt(eventId.slice(-DIGITS), 16);
  return Number.isNaN(hash) ? 0 : hash;
}
