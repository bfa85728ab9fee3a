// `flowhook deliveries`: what became of webhooks, and what a person may do about them.

import { parseArgs } from "node:util";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { type Action, runAction } from "../command-line/subcommands.ts";
import { type Ask, CONNECTION_OPTIONS, dataOf, managementClient, readConnection } from "../remote/api-client.ts";
import { BULK_OPTIONS, type BulkDeed, inBulk } from "./bulk.ts";
import { deliveryLines, deliverySchema } from "./delivery.ts";
import { listDeliveries, summaryLines } from "./delivery-list.ts";
import { approveEach, discardEach, retryEach } from "./one-by-one.ts";
import { readSelection, readWhich, SELECTION_OPTIONS } from "./selection.ts";

const ACTIONS: Readonly<Record<string, Action>> = {
  list: (args) =>
    listDeliveries(
      { path: "/deliveries", what: ["delivery", "deliveries"], lines: summaryLines, anyStatus: true },
      args,
    ),
  show: runShow,
  retry: runRetry,
  approve: runApprove,
  discard: runDiscard,
  replay: runReplay,
};

/** Does what the first word says; lists where there is none. */
export function runDeliveries(args: string[]): Promise<number> {
  return runAction("deliveries", ACTIONS, args);
}

// `flowhook deliveries show`: one delivery with its request and every attempt.

/** Shows a delivery. */
export async function runShow(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UsageError("The id of one delivery is needed.");
  const ask = managementClient(readConnection(values));
  const { body } = await ask(dataOf(deliverySchema), `/deliveries/${encodeURIComponent(id)}`);
  if (values.json) printJson(body.data);
  else printLines(deliveryLines(body.data));
  return EXIT.done;
}

// `flowhook deliveries retry`: sends deliveries again, each by its id.

/** Sends deliveries again. */
export function runRetry(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, force: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length === 0) throw new UsageError("Ids of deliveries are needed; dead-letters redrive takes many.");
  return retryEach(managementClient(readConnection(values)), positionals, values);
}

// `flowhook deliveries approve` and `discard`: a person's decision on what is parked, one by one or by selection.

/** Sends parked deliveries. */
export function runApprove(args: string[]): Promise<number> {
  return decide(args, {
    each: approveEach,
    path: "/deliveries/approve",
    sends: true,
    told: ["is approved and on its way", "are approved and on their way"],
  });
}

/** Ends parked deliveries unsent. */
export function runDiscard(args: string[]): Promise<number> {
  return decide(args, {
    each: discardEach,
    path: "/deliveries/discard",
    sends: false,
    told: ["is discarded", "are discarded"],
  });
}

interface Decision {
  readonly each: (ask: Ask, ids: readonly string[], values: { json: boolean }) => Promise<number>;
  readonly path: string;
  readonly sends: boolean;
  readonly told: readonly [string, string];
}

function decide(args: string[], { each, ...deed }: Decision): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...BULK_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const which = readWhich(positionals, values);
  const ask = managementClient(readConnection(values));
  return "ids" in which ? each(ask, which.ids, values) : inBulk(ask, { ...deed, ...which }, values);
}

// `flowhook deliveries replay`: sends a flow's deliveries of a time once more, or those of an event; what was delivered
// only when forced.

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
