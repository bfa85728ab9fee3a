// The age of a cached value. The clock may be set back, by NTP or by a person. The age is unknown then, so the value must
// not count as fresh until the clock has passed the time of the read again.

/** Returns whether a value that was read at `readAt` is known to be younger than `ms`. All in milliseconds. */
export function isFresh(readAt: number, ms: number, now: number): boolean {
  const age = now - readAt;
  return age >= 0 && age < ms;
}
