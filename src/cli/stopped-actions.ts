// `flowhook stopped-actions`: actions that send nothing more, since their targets said that they are gone, and resuming them.

import { parseArgs } from "node:util";
import * as z from "zod";
import { type Action, runAction } from "./actions.ts";
import { shorten } from "./explain/lines.ts";
import { shortTime } from "./explain/path-text.ts";
import { dataOf } from "./remote/answers.ts";
import { managementClient } from "./remote/api-client.ts";
import { CONNECTION_OPTIONS, readConnection } from "./remote/connection.ts";
import { printJson, printLines } from "./remote/print.ts";
import { EXIT, UsageError } from "./usage-error.ts";

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

async function list(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: CONNECTION_OPTIONS });
  const { body } = await managementClient(readConnection(values))(dataOf(z.array(stopSchema)), "/stopped-actions");
  if (values.json) printJson(body.data);
  else printLines(body.data.length === 0 ? ["No actions are stopped."] : body.data.map(lineOf));
  return EXIT.done;
}

function lineOf({ flow_id, action_id, url, stopped_at }: z.infer<typeof stopSchema>): string {
  return shorten(`${flow_id} ${action_id}  stopped ${shortTime(stopped_at)} UTC by ${url}`);
}

async function resume(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [flow, action] = positionals;
  if (flow === undefined || action === undefined || positionals.length > 2) {
    throw new UsageError("The ids of a flow and of its action are needed.");
  }
  const path = `/stopped-actions/${encodeURIComponent(flow)}/${encodeURIComponent(action)}/resume`;
  const { body } = await managementClient(readConnection(values))(dataOf(stopSchema), path, { method: "POST" });
  if (values.json) printJson(body.data);
  else {
    const parked = `flowhook deliveries approve --flow ${flow} --action ${action} sends what is parked.`;
    printLines([`${action} of ${flow} sends again.`, shorten(parked)]);
  }
  return EXIT.done;
}
