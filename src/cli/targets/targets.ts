// `flowhook targets`: lists targets and their health, and closes the circuit of one that works again.

import { parseArgs } from "node:util";
import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { row, shortTime } from "../command-line/lines.ts";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import { CONNECTION_OPTIONS } from "../remote/api-client.ts";
import { listWhole, postOne } from "../remote/single-request.ts";

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list, close };

/** Runs a subcommand; without one, lists. */
export function runTargets(args: string[]): Promise<number> {
  return runSubcommand("targets", SUBCOMMANDS, args);
}

const targetSchema = z.looseObject({
  target: z.string(),
  state: z.string(),
  reason: z.string().optional(),
  failing_since: z.string().optional(),
  next_probe_at: z.string().optional(),
});

function list(args: string[]): Promise<number> {
  return listWhole({ path: "/targets", schema: targetSchema, empty: "No targets.", line: lineOf }, args);
}

function lineOf({ target, state, reason, failing_since, next_probe_at }: z.infer<typeof targetSchema>): string {
  const failing = failing_since === undefined ? "" : `  ${reason ?? "failing"} since ${shortTime(failing_since)}`;
  const probe = next_probe_at === undefined ? "" : `, next probe ${shortTime(next_probe_at)}`;
  return row([state, `${target}${failing}${probe}`], [7]);
}

async function close(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) {
    throw new UsageError("Name one target as flowhook targets lists it, such as https://hook.example.");
  }
  return postOne(values, {
    path: "/targets/close",
    query: { target },
    schema: targetSchema,
    lines: [
      `The circuit of ${target} is closed; new deliveries are sent at once.`,
      "Deliveries that wait for it are sent at once by flowhook serve, and within 15 minutes on AWS.",
    ],
  });
}
