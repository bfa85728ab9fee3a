// `flowhook stopped-actions`: lists and resumes actions that stopped sending because their targets answered 410 Gone.

import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { shorten, shortTime } from "../command-line/lines.ts";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import { CONNECTION_OPTIONS } from "../remote/api-client.ts";
import { listWhole, postOne } from "../remote/single-request.ts";

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list, resume };

/** Runs a subcommand; without one, lists. */
export function runStoppedActions(args: string[]): Promise<number> {
  return runSubcommand("stopped-actions", SUBCOMMANDS, args);
}

const stopSchema = z.looseObject({
  flow_id: z.string(),
  action_id: z.string(),
  url: z.string(),
  stopped_at: z.string(),
});

function list(args: string[]): Promise<number> {
  return listWhole({ path: "/stopped-actions", schema: stopSchema, empty: "No stopped actions.", line: lineOf }, args);
}

function lineOf({ flow_id, action_id, url, stopped_at }: z.infer<typeof stopSchema>): string {
  return `${flow_id} ${action_id}  stopped ${shortTime(stopped_at)} UTC by ${url}`;
}

async function resume(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [flow, action] = positionals;
  if (flow === undefined || action === undefined || positionals.length > 2) {
    throw new UsageError("Name the ids of a flow and of one of its actions.");
  }
  const path = `/stopped-actions/${encodeURIComponent(flow)}/${encodeURIComponent(action)}/resume`;
  const approve = `flowhook deliveries approve --flow ${flow} --action ${action}`;
  const lines = [`${action} of ${flow} sends again. To send its parked deliveries:`, shorten(`  ${approve}`)];
  return postOne(values, { path, schema: stopSchema, lines });
}
