// Listing deliveries, all of them or the dead letters.

import { parseArgs } from "node:util";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { shortTime, wrap } from "../command-line/lines.ts";
import { CONNECTION_OPTIONS, managementClient, readConnection } from "../remote/api-client.ts";
import { LENGTH_OPTIONS, listed, printPages, readLength, type Told } from "../remote/listing.ts";
import { type Summary, summarySchema } from "./delivery.ts";
import { readSelection, SELECTION_OPTIONS } from "./selection.ts";

/** A listing of the API, and how it is told. */
export interface DeliveryListing extends Omit<Told<Summary>, "heading"> {
  readonly path: string;
  /** Whether --status selects. */
  readonly anyStatus: boolean;
}

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  ...LENGTH_OPTIONS,
  ...SELECTION_OPTIONS,
  status: { type: "string" },
} as const;

/** Lists deliveries. */
export async function listDeliveries(listing: DeliveryListing, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { status, json } = values;
  if (status !== undefined && !listing.anyStatus) throw new UsageError("Dead letters are what failed: no --status.");
  const length = readLength(values);
  const ask = managementClient(readConnection(values));
  const query = { ...readSelection(values), status };
  const pages = listed(ask, summarySchema, listing.path, { query, length });
  await printPages(pages, { ...listing, heading: SUMMARY_HEADING }, json);
  return EXIT.done;
}

// Deliveries in a list, as lines for a terminal: when, what became of it, why, and where it goes; below that the event and the
// customer that it is about, by which a person decides; and the id, which other commands ask for. Nothing of it is cut.

/** What stands above the lines of deliveries. */
const SUMMARY_HEADING = row("TIME (UTC)", "STATUS", "WHAT CAME OF IT", "WHERE");

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
