// `flowhook waits`: lists, counts and cancels the runs of a flow that wait for their next action.

import { parseArgs } from "node:util";
import * as z from "zod";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { row, shortTime } from "../command-line/lines.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import { type Ask, CONNECTION_OPTIONS, dataOf, managementClient, readConnection } from "../remote/api-client.ts";
import { LENGTH_OPTIONS, listed, printPages, readLength } from "../remote/listing.ts";

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list, counts, cancel };

/** Runs a subcommand; without one, lists. */
export function runWaits(args: string[]): Promise<number> {
  return runSubcommand("waits", SUBCOMMANDS, args);
}

const SELECTION_OPTIONS = { flow: { type: "string" }, action: { type: "string" } } as const;

const runSchema = z.looseObject({
  event_id: z.string(),
  action_id: z.string(),
  due_at: z.string(),
  metric: z.string().optional(),
  profile: z.string().optional(),
});

async function list(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...CONNECTION_OPTIONS, ...LENGTH_OPTIONS, ...SELECTION_OPTIONS } });
  const query = { flow: flowOf(values), action: values.action };
  const length = readLength(values);
  const pages = listed(managementClient(readConnection(values)), runSchema, "/waits", { query, length });
  await printPages(pages, { heading: HEADING, lines: runLines, nouns: ["waiting run", "waiting runs"] }, values.json);
  return EXIT.done;
}

const WIDTHS = [19, 36];
const HEADING = row(["DUE (UTC)", "EVENT", "WAITS FOR"], WIDTHS);

function runLines(run: z.infer<typeof runSchema>): string[] {
  const { due_at, action_id, event_id, metric = "an event", profile = "someone" } = run;
  return [row([shortTime(due_at), event_id, action_id], WIDTHS), `  ${metric} of ${profile}`];
}

const countsSchema = z.looseObject({
  data: z.array(z.looseObject({ action_id: z.string(), waits: z.number() })),
  complete: z.boolean(),
});

async function counts(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { ...CONNECTION_OPTIONS, flow: SELECTION_OPTIONS.flow } });
  const ask = managementClient(readConnection(values));
  const { body } = await ask(countsSchema, "/waits/counts", { query: { flow: flowOf(values) } });
  if (values.json) printJson(body);
  else {
    const lines = body.data.map(({ action_id, waits }) => `${String(waits).padStart(9)}  ${action_id}`);
    const end = body.complete ? [] : ["More runs wait; the API counts only the first ones."];
    printLines(lines.length === 0 ? ["No waiting runs."] : [...lines, ...end]);
  }
  return EXIT.done;
}

/** Cancels the run of one event, all runs that wait for an action, or all waiting runs of the flow. */
async function cancel(args: string[]): Promise<number> {
  const all = { type: "boolean", default: false } as const;
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, event: { type: "string" }, all } as const;
  const { values } = parseArgs({ args, options });
  const flow = flowOf(values);
  if ([values.event, values.action, values.all || undefined].filter((one) => one !== undefined).length !== 1) {
    throw new UsageError("Use one of --event ID, --action ID and --all to select the runs to cancel.");
  }
  const ask = managementClient(readConnection(values));
  const cancelled = values.event === undefined ? await cancelAll(ask, flow, values.action) : 1;
  if (values.event !== undefined) await cancelOne(ask, flow, values.event);
  if (values.json) printJson({ cancelled });
  else printLines([`${cancelled} ${cancelled === 1 ? "run" : "runs"} cancelled.`]);
  return EXIT.done;
}

async function cancelOne(ask: Ask, flow: string, event: string): Promise<void> {
  const path = `/waits/${encodeURIComponent(event)}/${encodeURIComponent(flow)}`;
  await ask(z.null(), path, { method: "DELETE" });
}

const cancelledSchema = dataOf(z.object({ cancelled: z.number() })).extend({ next: z.string().optional() });

async function cancelAll(ask: Ask, flow: string, action: string | undefined): Promise<number> {
  let cancelled = 0;
  let cursor: string | undefined;
  do {
    const body = { flow, ...(action === undefined ? {} : { action }), ...(cursor === undefined ? {} : { cursor }) };
    const answer = await ask(cancelledSchema, "/waits/cancel", { method: "POST", body });
    cancelled += answer.body.data.cancelled;
    cursor = answer.body.next;
  } while (cursor !== undefined);
  return cancelled;
}

function flowOf({ flow }: { readonly flow?: string | undefined }): string {
  if (flow === undefined) throw new UsageError("--flow ID is required.");
  return flow;
}
