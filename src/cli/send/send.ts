// `flowhook send`: sends an event, as an application would.

import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import * as z from "zod";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { eventIdOfRequest } from "#core/event/event-id.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { readEventText } from "../files/event-files.ts";
import { reportProblems } from "../files/report-problems.ts";
import { apiClient, CONNECTION_OPTIONS, readIngestConnection } from "../remote/api-client.ts";

const acceptedSchema = z.looseObject({ request_id: z.string(), duplicate: z.boolean().optional() });

const NO_FLOWS = { problems: [], files: [] };

/** Sends the event of a file. */
export async function runSend(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, fresh: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new UsageError("One file of an event is needed; - is the standard input.");
  const connection = readIngestConnection(values);
  const read = readEventText(file, Date.now(), values.fresh ? randomUUID() : undefined);
  if (!read.ok) return reportProblems(values.json, NO_FLOWS, [read]);
  const { event, text } = read.value;
  const { body } = await apiClient(connection)(acceptedSchema, "/events", { method: "POST", body: text });
  // What has an id of its sender's has its own from that, whoever derives it.
  const id = event.unique_id === undefined ? eventIdOfRequest(sha256Hex, body.request_id) : event.id;
  if (values.json) printJson({ ...body, event_id: id });
  else printLines(body.duplicate ? duplicateLines(event.metric, id) : storedLines(event.metric, id));
  return EXIT.done;
}

function storedLines(metric: string, id: string): string[] {
  return [`Stored: ${metric}, as ${id}.`, `flowhook deliveries --event ${id} shows what comes of it.`];
}

function duplicateLines(metric: string, id: string): string[] {
  return [
    `Already stored: ${metric}, as ${id}. The profile, metric and unique_id are those of an earlier event, so nothing follows.`,
    `flowhook deliveries --event ${id} shows what came of it; --fresh sends the file as a new event.`,
  ];
}
