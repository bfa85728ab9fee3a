// `flowhook deliveries replay`: sends a flow's deliveries of a time once more, or those of an event; what was delivered
// only when forced.

import { parseArgs } from "node:util";
import { managementClient } from "../remote/api-client.ts";
import { BULK_OPTIONS, type BulkDeed, inBulk } from "../remote/bulk.ts";
import { CONNECTION_OPTIONS, readConnection } from "../remote/connection.ts";
import { readSelection, SELECTION_OPTIONS } from "../remote/selection.ts";
import { UsageError } from "../usage-error.ts";

const REPLAY_OPTIONS = { force: { type: "boolean" }, status: { type: "string" } } as const;

/** Sends a selection of deliveries once more. */
export function runReplay(args: string[]): Promise<number> {
  const { all: _all, ...bulk } = BULK_OPTIONS;
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...bulk, ...REPLAY_OPTIONS } as const;
  const { values } = parseArgs({ args, options });
  const selection = readSelection(values);
  if (selection.event === undefined && (selection.flow === undefined || selection.since === undefined)) {
    throw new UsageError("--flow ID and --since TIME are needed, or --event ID: a replay is never of all there is.");
  }
  const deed: BulkDeed = {
    path: "/deliveries/replay",
    sends: true,
    status: values.status,
    told: ["is on its way once more", "are on their way once more"],
    selection,
  };
  const force = values.force ? { force: true } : {};
  return inBulk(managementClient(readConnection(values)), { ...deed, ...force }, values);
}
