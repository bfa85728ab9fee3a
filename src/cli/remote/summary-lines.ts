// Deliveries in a list, as lines for a terminal: when, what became of it, why, and where it goes; below that the event and the
// customer that it is about, by which a person decides; and the id, which other commands ask for. Nothing of it is cut.

import { wrap } from "../explain/lines.ts";
import { shortTime } from "../explain/path-text.ts";
import type { Summary } from "./answers.ts";

/** What stands above the lines of deliveries. */
export const SUMMARY_HEADING = row("TIME (UTC)", "STATUS", "WHAT CAME OF IT", "WHERE");

/** A delivery in three lines. */
export function summaryLines(delivery: Summary): string[] {
  return [lineOf(delivery, delivery.created_at), aboutOf(delivery), `  ${delivery.id}`];
}

/** A delivery that failed: also in words why. */
export function deadLetterLines(delivery: Summary): string[] {
  const why = wrap("  ", delivery.detail ?? "");
  return [lineOf(delivery, delivery.updated_at), aboutOf(delivery), ...why, `  ${delivery.id}`];
}

function lineOf(delivery: Summary, time: string): string {
  return row(shortTime(time), delivery.status, whatCame(delivery), delivery.url ?? "");
}

function aboutOf({ metric = "an event", profile = "someone" }: Summary): string {
  return `  ${metric} of ${profile}`;
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
