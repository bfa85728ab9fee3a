// `flowhook stopped-actions`: actions that send nothing more, since their targets said that they are gone, and resuming them.

import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { shorten, shortTime } from "../command-line/lines.ts";
import { type Action, runAction } from "../command-line/subcommands.ts";
import { CONNECTION_OPTIONS } from "../remote/api-client.ts";
import { listWhole, postOne } from "../remote/single-request.ts";

const ACTIONS: Readonly<Record<string, Action>> = { list, resume };

/** Does what the first word says; lists where there is none. */
export function runStoppedActions(args: string[]): Promise<number> {
  return runAction("stopped-actions", ACTIONS, args);
}

const stopSchema = z.looseObject({
  flow_id: z.string(),
  action_id: z.string(),
  url: z.string(),
  stopped_at: z.string(),
});

function list(args: string[]): Promise<number> {
  return listWhole(
    { path: "/stopped-actions", schema: stopSchema, none: "No actions are stopped.", line: lineOf },
    args,
  );
}

function lineOf({ flow_id, action_id, url, stopped_at }: z.infer<typeof stopSchema>): string {
  return `${flow_id} ${action_id}  stopped ${shortTime(stopped_at)} UTC by ${url}`;
}

async function resume(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [flow, action] = positionals;
  if (flow === undefined || action === undefined || positionals.length > 2) {
    throw new UsageError("The ids of a flow and of its action are needed.");
  }
  const path = `/stopped-actions/${encodeURIComponent(flow)}/${encodeURIComponent(action)}/resume`;
  const parked = `flowhook deliveries approve --flow ${flow} --action ${action} sends what is parked.`;
  const lines = [`${action} of ${flow} sends again.`, shorten(parked)];
  return postOne(values, { path, schema: stopSchema, lines });
}
