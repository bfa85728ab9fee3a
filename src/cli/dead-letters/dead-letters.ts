// `flowhook dead-letters`: lists deliveries that failed, and sends them again after their cause is fixed.

import { parseArgs } from "node:util";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import { applyToEach, applyToSelection, PACE_OPTIONS, RETRY } from "../deliveries/apply.ts";
import { deadLetterLines, listDeliveries } from "../deliveries/delivery-list.ts";
import { readIdsOrSelection, SELECTION_OPTIONS } from "../deliveries/selection.ts";
import { CONNECTION_OPTIONS, managementClient, readConnection } from "../remote/api-client.ts";

const LISTING = {
  path: "/dead-letters",
  nouns: ["dead letter", "dead letters"],
  lines: deadLetterLines,
  anyStatus: false,
} as const;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list: (args) => listDeliveries(LISTING, args), redrive };

/** Runs a subcommand; without one, lists. */
export function runDeadLetters(args: string[]): Promise<number> {
  return runSubcommand("dead-letters", SUBCOMMANDS, args);
}

function redrive(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...PACE_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const which = readIdsOrSelection(positionals, values);
  const ask = managementClient(readConnection(values));
  if ("ids" in which) return applyToEach(ask, which.ids, RETRY, values);
  return applyToSelection(ask, { path: "/dead-letters/redrive", sends: true, done: RETRY.done, ...which }, values);
}
