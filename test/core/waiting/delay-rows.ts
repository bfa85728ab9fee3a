// Rows of delays, each with its beginning and its end, in one zone.

import { expect, it } from "vitest";
import type { TimeDelay } from "#core/flow/delays.ts";
import { endOfTimeDelay } from "#core/waiting/end-of-delay.ts";

/** The title, the delay, its beginning and its end. */
type Row = readonly [title: string, delay: TimeDelay, from: string, end: string];

/** Tests each row for a profile in a zone. */
export function endsIn(zone: string, rows: readonly Row[]): void {
  it.each(rows)(`${zone}: %s`, (_, delay, from, end) => {
    const found = endOfTimeDelay(delay, Date.parse(from), { profile: zone, organization: "Pacific/Kiritimati" });
    expect(new Date(found).toISOString()).toBe(new Date(Date.parse(end)).toISOString());
  });
}
