// One clock for all processes of a bench run on one machine: the wall clock, finer than a millisecond. `Date.now()` is
// too coarse for latencies of a millisecond or two.

/** Milliseconds since 1970, with fractions. Comparable between processes of one machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
