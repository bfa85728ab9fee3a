// Lists deliveries: all, or only the dead letters. As text, a delivery is its time, status, result and URL; below that its event
// and profile, from which a person decides, and its id, which other commands take. The text is never cut.

import { parseArgs } from "node:util";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { row, shortTime, wrap } from "../command-line/lines.ts";
import { CONNECTION_OPTIONS, managementClient, readConnection } from "../remote/api-client.ts";
import { LENGTH_OPTIONS, type ListingText, listed, printPages, readLength } from "../remote/listing.ts";
import { type Summary, summarySchema } from "./delivery.ts";
import { readSelection, SELECTION_OPTIONS } from "./selection.ts";

interface DeliveryListing extends Omit<ListingText<Summary>, "heading"> {
  readonly path: string;
  /** Whether --status is allowed. */
  readonly anyStatus: boolean;
}

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  ...LENGTH_OPTIONS,
  ...SELECTION_OPTIONS,
  status: { type: "string" },
} as const;

/** Runs a command that lists deliveries. */
export async function listDeliveries(listing: DeliveryListing, args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const { status, json } = values;
  if (status !== undefined && !listing.anyStatus)
    throw new UsageError("All dead letters have the status failed; remove --status.");
  const length = readLength(values);
  const ask = managementClient(readConnection(values));
  const query = { ...readSelection(values), status };
  const pages = listed(ask, summarySchema, listing.path, { query, length });
  await printPages(pages, { ...listing, heading: HEADING }, json);
  return EXIT.done;
}

const WIDTHS = [19, 9, 27];
const HEADING = row(["TIME (UTC)", "STATUS", "RESULT", "URL"], WIDTHS);

export function summaryLines(delivery: Summary): string[] {
  return [lineOf(delivery, delivery.created_at), aboutOf(delivery), `  ${delivery.id}`];
}

/** As summaryLines, with the detail of the failure. */
export function deadLetterLines(delivery: Summary): string[] {
  const why = wrap("  ", delivery.detail ?? "");
  return [lineOf(delivery, delivery.updated_at), aboutOf(delivery), ...why, `  ${delivery.id}`];
}

function lineOf(delivery: Summary, time: string): string {
  return row([shortTime(time), delivery.status, resultOf(delivery), delivery.url ?? ""], WIDTHS);
}

function aboutOf({ metric = "an event", profile = "someone" }: Summary): string {
  return `  ${metric} of ${profile}`;
}

function resultOf({
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
