// Listing deliveries, all of them or the dead letters.

import { parseArgs } from "node:util";
import { EXIT, UsageError } from "../usage-error.ts";
import { type Summary, summarySchema } from "./answers.ts";
import { managementClient } from "./api-client.ts";
import { CONNECTION_OPTIONS, readConnection } from "./connection.ts";
import { LENGTH_OPTIONS, listed, readLength } from "./pages.ts";
import { printPages, type Told } from "./print-pages.ts";
import { readSelection, SELECTION_OPTIONS } from "./selection.ts";
import { SUMMARY_HEADING } from "./summary-lines.ts";

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
