// `flowhook dead-letters`: what failed for good, and sending it again once what was wrong is mended.

import { parseArgs } from "node:util";
import { type Action, runAction } from "../command-line/subcommands.ts";
import { BULK_OPTIONS, type BulkDeed, inBulk } from "../deliveries/bulk.ts";
import { deadLetterLines, listDeliveries } from "../deliveries/delivery-list.ts";
import { retryEach } from "../deliveries/one-by-one.ts";
import { readWhich, SELECTION_OPTIONS } from "../deliveries/selection.ts";
import { CONNECTION_OPTIONS, managementClient, readConnection } from "../remote/api-client.ts";

const LISTING = { path: "/dead-letters", what: ["dead letter", "dead letters"], lines: deadLetterLines } as const;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: (args) => listDeliveries({ ...LISTING, anyStatus: false }, args),
  redrive,
};

/** Does what the first word says; lists where there is none. */
export function runDeadLetters(args: string[]): Promise<number> {
  return runAction("dead-letters", ACTIONS, args);
}

function redrive(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...BULK_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const which = readWhich(positionals, values);
  const ask = managementClient(readConnection(values));
  if ("ids" in which) return retryEach(ask, which.ids, values);
  const deed: BulkDeed = {
    path: "/dead-letters/redrive",
    sends: true,
    told: ["is on its way again", "are on their way again"],
    ...which,
  };
  return inBulk(ask, deed, values);
}
