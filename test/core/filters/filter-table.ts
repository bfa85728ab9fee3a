// Runs one table per filter: values that match, values that do not match, and values that the filter can't read. The negation of
// the filter has the opposite result for the first two, and no match for the third.

import { describe, expect, it } from "vitest";
import { compileFilter, filterSchema } from "#core/filters/filter.ts";
import type { Value } from "#core/filters/readings.ts";

/** The default time of tables: a Wednesday afternoon. */
export const NOW = Date.parse("2026-06-17T15:00:00Z");

interface FilterTable {
  readonly filter: object;
  /** The opposite filter, if there is one. */
  readonly negated?: object;
  readonly matches: readonly Value[];
  readonly rejects: readonly Value[];
  /** In addition to a missing property and null, which only an existence filter reads. */
  readonly unreadable: readonly Value[];
  readonly now?: number;
}

export function describeFilter({ filter, negated, matches, rejects, unreadable, now = NOW }: FilterTable): void {
  const rows = [
    ...matches.map((value) => ({ value, expected: true, opposite: false })),
    ...rejects.map((value) => ({ value, expected: false, opposite: true })),
    ...[undefined, null, ...unreadable].map((value) => ({ value, expected: false, opposite: false })),
  ];
  describe(JSON.stringify(filter), () => {
    it.each(rows.map((row) => [shown(row.value), verb(row.expected), row] as const))("%s %s", (_value, _verb, row) => {
      expect(run(filter, row.value, now)).toBe(row.expected);
    });
  });
  if (negated === undefined) return;
  describe(JSON.stringify(negated), () => {
    it.each(rows.map((row) => [shown(row.value), verb(row.opposite), row] as const))("%s %s", (_value, _verb, row) => {
      expect(run(negated, row.value, now)).toBe(row.opposite);
    });
  });
}

/** Whether a value matches a filter of a flow file. */
export function run(filter: object, value: Value, now = NOW): boolean {
  return compileFilter(filterSchema.parse(filter))(value, now);
}

function shown(value: Value): string {
  const text = value === undefined ? "a missing property" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function verb(matches: boolean): string {
  return matches ? "matches" : "does not match";
}
