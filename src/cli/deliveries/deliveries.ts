// `flowhook deliveries`: lists and shows deliveries, sends them again, and approves or discards parked ones.

import { parseArgs } from "node:util";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import { CONNECTION_OPTIONS, dataOf, managementClient, readConnection } from "../remote/api-client.ts";
import {
  applyToEach,
  applyToSelection,
  PACE_OPTIONS,
  RETRY,
  type SelectionOperation,
  type SingleOperation,
} from "./apply.ts";
import { deliveryLines, deliverySchema } from "./delivery.ts";
import { listDeliveries, summaryLines } from "./delivery-list.ts";
import { readIdsOrSelection, readSelection, SELECTION_OPTIONS } from "./selection.ts";

const LISTING = {
  path: "/deliveries",
  nouns: ["delivery", "deliveries"],
  lines: summaryLines,
  anyStatus: true,
} as const;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  list: (args) => listDeliveries(LISTING, args),
  show,
  retry,
  approve: (args) => review({ route: "approve", sends: true, done: "approved and queued" }, args),
  discard: (args) => review({ route: "discard", sends: false, done: "discarded" }, args),
  replay,
};

/** Runs a subcommand; without one, lists. */
export function runDeliveries(args: string[]): Promise<number> {
  return runSubcommand("deliveries", SUBCOMMANDS, args);
}

async function show(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UsageError("Name the id of one delivery.");
  const ask = managementClient(readConnection(values));
  const { body } = await ask(dataOf(deliverySchema), `/deliveries/${encodeURIComponent(id)}`);
  if (values.json) printJson(body.data);
  else printLines(deliveryLines(body.data));
  return EXIT.done;
}

function retry(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, force: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length === 0) {
    throw new UsageError("Name the ids of deliveries; flowhook dead-letters redrive takes a selection.");
  }
  const operation: SingleOperation = values.force ? { ...RETRY, force: true } : RETRY;
  return applyToEach(managementClient(readConnection(values)), positionals, operation, values);
}

/** Approves or discards parked deliveries. */
function review(
  { route, sends, done }: { readonly route: "approve" | "discard"; readonly sends: boolean; readonly done: string },
  args: string[],
): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...PACE_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const which = readIdsOrSelection(positionals, values);
  const ask = managementClient(readConnection(values));
  if ("ids" in which) return applyToEach(ask, which.ids, { route, done }, values);
  return applyToSelection(ask, { path: `/deliveries/${route}`, sends, done, ...which }, values);
}

const REPLAY_OPTIONS = { force: { type: "boolean" }, status: { type: "string" } } as const;

/** Sends the deliveries of a flow and a time, or of an event, again. Delivered ones need --force. */
function replay(args: string[]): Promise<number> {
  const { all: _all, ...pace } = PACE_OPTIONS;
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...pace, ...REPLAY_OPTIONS } as const;
  const { values } = parseArgs({ args, options });
  const selection = readSelection(values);
  if (selection.event === undefined && (selection.flow === undefined || selection.since === undefined)) {
    throw new UsageError("A replay requires --flow ID and --since TIME, or --event ID.");
  }
  const operation: SelectionOperation = {
    path: "/deliveries/replay",
    sends: true,
    status: values.status,
    done: "queued again",
    selection,
    ...(values.force ? { force: true } : {}),
  };
  return applyToSelection(managementClient(readConnection(values)), operation, values);
}
