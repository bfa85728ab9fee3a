// `flowhook targets`: which targets are sent to and how each does, and sending again to one that is back.

import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { shortTime } from "../command-line/lines.ts";
import { type Action, runAction } from "../command-line/subcommands.ts";
import { CONNECTION_OPTIONS } from "../remote/api-client.ts";
import { listWhole, postOne } from "../remote/single-request.ts";

const ACTIONS: Readonly<Record<string, Action>> = { list, close };

/** Does what the first word says; lists where there is none. */
export function runTargets(args: string[]): Promise<number> {
  return runAction("targets", ACTIONS, args);
}

const targetSchema = z.looseObject({
  target: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  failing_since: z.string().optional(),
  next_probe_at: z.string().optional(),
});

function list(args: string[]): Promise<number> {
  return listWhole({ path: "/targets", schema: targetSchema, none: "No targets.", line: lineOf }, args);
}

function lineOf({ target, state, reason, failing_since, next_probe_at }: z.infer<typeof targetSchema>): string {
  const failing = failing_since === undefined ? "" : `  ${reason ?? "fails"} since ${shortTime(failing_since)}`;
  const probe = next_probe_at === undefined ? "" : `, next probe ${shortTime(next_probe_at)}`;
  return `${state.padEnd(7)}  ${target}${failing}${probe}`;
}

async function close(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) throw new UsageError("One target is needed, as it is listed.");
  const posted = { path: "/targets/close", query: { target }, schema: targetSchema };
  return postOne(values, {
    ...posted,
    lines: [`${target} is sent to again. On AWS, what waits for it goes out within 15 minutes.`],
  });
}
