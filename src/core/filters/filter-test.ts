// A compiled filter: the work for each event. Filters are compiled once, when flows are loaded.

import type { Value } from "./readings.ts";

/**
 * Whether a value matches a filter.
 * @param now the time to which dates are relative, in milliseconds since 1970 (UTC).
 */
export type FilterTest = (value: Value, now: number) => boolean;

/**
 * Tests the reading of a value. A value that can't be read matches neither a test nor its negation: in Klaviyo, negative
 * conditions exclude properties that are not set as well (Help Center, "Understanding how segment conditions evaluate null or
 * empty values").
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

/** The negation of `whenReadable`: matches if the value can be read and the test fails. */
export function unlessMatched<Read>(
  read: (value: Value) => Read | undefined,
  test: (read: Read, now: number) => boolean,
): FilterTest {
  return whenReadable(read, (found, now) => !test(found, now));
}
