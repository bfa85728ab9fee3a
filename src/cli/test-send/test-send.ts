// `flowhook test-send`: tries a webhook of a running Flowhook with a sample event, and shows request and answer.

import { parseArgs } from "node:util";
import * as z from "zod";
import { CommandFailed, EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { deliveryLines, deliverySchema } from "../deliveries/delivery.ts";
import { readEventText } from "../files/event-files.ts";
import { reportProblems } from "../files/report-problems.ts";
import { CONNECTION_OPTIONS, dataOf, managementClient, readConnection } from "../remote/api-client.ts";

const sentSchema = z.union([dataOf(deliverySchema), dataOf(z.strictObject({ id: z.string() }))]);

const NO_FLOWS = { problems: [], files: [] };

/** Tries a webhook. The exit code tells whether the target accepted it. */
export async function runTestSend(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, event: { type: "string" }, action: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [flow] = positionals;
  if (flow === undefined || positionals.length > 1) throw new UsageError("The id of one flow is needed.");
  if (values.event === undefined) throw new UsageError("--event FILE is needed: an event, as POST /events takes it.");
  const read = readEventText(values.event, Date.now());
  if (!read.ok) return reportProblems(values.json, NO_FLOWS, [read]);
  const ask = managementClient(readConnection(values));
  const action = values.action === undefined ? "" : `,"action":${JSON.stringify(values.action)}`;
  // The event goes as it was written: reading it as numbers and writing them anew may change digits.
  const body = `{"event":${read.value.text}${action}}`;
  const answer = await ask(sentSchema, `/flows/${encodeURIComponent(flow)}/test-send`, { method: "POST", body });
  const { data } = answer.body;
  if (values.json) printJson(data);
  if (!("attempts" in data)) {
    throw new CommandFailed(`Nothing is known of it yet. flowhook deliveries show ${data.id} tells it later.`);
  }
  if (!values.json) printLines(deliveryLines(data));
  return data.reason === undefined ? EXIT.done : EXIT.failed;
}
