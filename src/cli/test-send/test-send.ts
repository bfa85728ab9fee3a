// `flowhook test-send`: sends one webhook of a running Flowhook for a sample event, and shows the request and the response.

import { parseArgs } from "node:util";
import * as z from "zod";
import { CommandFailed, EXIT, UsageError } from "../command-line/exit.ts";
import { requireEvent } from "../command-line/options.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { deliveryLines, deliverySchema } from "../deliveries/delivery.ts";
import { readEventText } from "../files/event-files.ts";
import { NO_FLOWS, reportProblems } from "../files/report-problems.ts";
import { CONNECTION_OPTIONS, dataOf, managementClient, readConnection } from "../remote/api-client.ts";

const sentSchema = z.union([dataOf(deliverySchema), dataOf(z.strictObject({ id: z.string() }))]);

/** Runs the command. The exit code is 0 if the target accepted the webhook. */
export async function runTestSend(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, event: { type: "string" }, action: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [flow] = positionals;
  if (flow === undefined || positionals.length > 1) throw new UsageError("Name the id of one flow.");
  const read = readEventText(requireEvent(values.event), Date.now());
  if (!read.ok) return reportProblems(values.json, NO_FLOWS, [read]);
  const ask = managementClient(readConnection(values));
  const action = values.action === undefined ? "" : `,"action":${JSON.stringify(values.action)}`;
  // The event's text is sent unchanged, because parsing and printing large numbers may change their digits.
  const body = `{"event":${read.value.text}${action}}`;
  const answer = await ask(sentSchema, `/flows/${encodeURIComponent(flow)}/test-send`, { method: "POST", body });
  const { data } = answer.body;
  if (values.json) printJson(data);
  if (!("attempts" in data)) {
    throw new CommandFailed(`The result is not recorded yet. To see it later: flowhook deliveries show ${data.id}`);
  }
  if (!values.json) printLines(deliveryLines(data));
  return data.reason === undefined ? EXIT.done : EXIT.failed;
}
