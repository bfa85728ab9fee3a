// `flowhook send`: sends an event to POST /events.

import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import * as z from "zod";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { eventIdOfRequest } from "#core/event/event-id.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { FILE_REQUEST_ID, readEventText } from "../files/event-files.ts";
import { NO_FLOWS, reportProblems } from "../files/report-problems.ts";
import { apiClient, CONNECTION_OPTIONS, readIngestConnection } from "../remote/api-client.ts";

const acceptedSchema = z.looseObject({ request_id: z.string(), duplicate: z.boolean().optional() });

/** Runs the command. */
export async function runSend(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, fresh: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    throw new UsageError("Name one file that contains an event; - reads standard input.");
  }
  const connection = readIngestConnection(values);
  const read = readEventText(file, Date.now(), values.fresh ? randomUUID() : undefined);
  if (!read.ok) return reportProblems(values.json, NO_FLOWS, [read]);
  const { event, text } = read.value;
  const { body } = await apiClient(connection)(acceptedSchema, "/events", { method: "POST", body: text });
  // Without a unique_id and a time, the id depends on the server's request id instead of the event alone.
  const isOfRequest = event.id === eventIdOfRequest(sha256Hex, FILE_REQUEST_ID);
  const id = isOfRequest ? eventIdOfRequest(sha256Hex, body.request_id) : event.id;
  if (values.json) printJson({ ...body, event_id: id });
  else printLines(body.duplicate ? duplicateLines(event.metric, id) : storedLines(event.metric, id));
  return EXIT.done;
}

function storedLines(metric: string, id: string): string[] {
  return [`Stored: ${metric}, as ${id}.`, `To see its deliveries: flowhook deliveries --event ${id}`];
}

function duplicateLines(metric: string, id: string): string[] {
  return [
    `Already stored: ${metric}, as ${id}. An earlier event is the same, by its unique_id or by its content and time, so this one is ignored.`,
    `To see the deliveries of the earlier event: flowhook deliveries --event ${id}`,
    "To send the file as a new event, add --fresh.",
  ];
}
