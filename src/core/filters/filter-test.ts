// A compiled filter: what is left to do for each event. Filters are compiled once, when flows are loaded.

import type { Value } from "./readings.ts";

/**
 * Whether a value matches a filter.
 * @param now the time that relative dates count from, in milliseconds since 1970 (UTC).
 */
export type FilterTest = (value: Value, now: number) => boolean;

/**
 * A test of what is read from a value. A value that cannot be read matches neither a test nor its negation: Klaviyo
 * leaves properties that are not set out of negative conditions as well (Help Center, "Understanding how segment
 * conditions evaluate null or empty values").
 */
export function whenReadable<Read>(
  read: (value: Value) => Read | undefined,
  test: (read: Read, now: number) => boolean,
): FilterTest {
  return (value, now) => {
    const found = read(value);
    return found !== undefined && test(found, now);
  };
}

/** The negation of `whenReadable`: the value can be read and the test fails. */
export function unlessMatched<Read>(
  read: (value: Value) => Read | undefined,
  test: (read: Read, now: number) => boolean,
): FilterTest {
  return whenReadable(read, (found, now) => !test(found, now));
}
