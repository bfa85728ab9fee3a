// Deliveries in a list, as lines for a terminal: when, what became of it, why, and where it goes; and below that the id,
// which is what other commands ask for.

import { shorten, wrap } from "../explain/lines.ts";
import { shortTime } from "../explain/path-text.ts";
import type { Summary } from "./answers.ts";

/** What stands above the lines of deliveries. */
export const SUMMARY_HEADING = row("TIME (UTC)", "STATUS", "WHAT CAME OF IT", "WHERE");

/** A delivery in two lines. */
export function summaryLines(delivery: Summary): string[] {
  return [lineOf(delivery, delivery.created_at), `  ${delivery.id}`];
}

/** A delivery that failed: also in words why. */
export function deadLetterLines(delivery: Summary): string[] {
  return [lineOf(delivery, delivery.updated_at), ...wrap("  ", delivery.detail ?? ""), `  ${delivery.id}`];
}

function lineOf(delivery: Summary, time: string): string {
  return shorten(row(shortTime(time), delivery.status, whatCame(delivery), delivery.url ?? ""));
}

function row(time: string, status: string, what: string, where: string): string {
  return `${time.padEnd(19)}  ${status.padEnd(9)}  ${what.padEnd(27)}  ${where}`.trimEnd();
}

function whatCame({
  status,
  attempts_made: made,
  reason,
  response_status,
  next_attempt_at,
  waits_for,
}: Summary): string {
  if (waits_for !== undefined) return `probe ${shortTime(waits_for.next_probe_at)}`;
  if (next_attempt_at !== undefined) return `next at ${shortTime(next_attempt_at)}`;
  const answer = reason ?? (response_status === undefined ? "" : `http-${response_status}`);
  return made === 0 || status === "sending" ? answer : `${answer}, ${made} attempt${made === 1 ? "" : "s"}`;
}
