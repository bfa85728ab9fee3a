// Lengths of time in words, by their two largest units.

import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time.ts";
import { count } from "./describe-date.ts";

const UNITS = [
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
  ["second", 1_000],
] as const;

const MOST_UNITS = 2;

/** A length in milliseconds: "3 days 4 hours"; less than a second is "0 seconds". */
export function describeDuration(ms: number): string {
  let rest = ms;
  const parts = UNITS.flatMap(([unit, length]) => {
    const quantity = Math.floor(rest / length);
    rest -= quantity * length;
    return quantity > 0 ? [count(quantity, unit)] : [];
  });
  return parts.slice(0, MOST_UNITS).join(" ") || "0 seconds";
}
