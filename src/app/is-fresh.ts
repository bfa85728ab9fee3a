// How old something is that a process keeps in memory for a while. Its clock may be set back meanwhile, as NTP does and
// people do: then nobody knows how old it is, and it must not count as new until the clock has come that far again.

/** Whether what was read at `readAt` is known to be younger than `ms`. All in milliseconds. */
export function isFresh(readAt: number, ms: number, now: number): boolean {
  const age = now - readAt;
  return age >= 0 && age < ms;
}
