// `flowhook sources test`: shows the event that a request to a source becomes, and whether its signature is right.

import { parseArgs } from "node:util";
import { type ParsedMessage, parseRequest } from "#app/sources/parse-message.ts";
import { type RunnableSource, runnableSource } from "#app/sources/runnable-source.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { EVENT_MESSAGE_VERSION, type EventMessage, SOURCE_FORMAT } from "#core/messages/event-message.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { parseJson } from "#core/parse-json.ts";
import { secretNames } from "#core/sources/source.ts";
import { verifyRequest } from "#core/sources/verify-request.ts";
import { isoTime } from "#core/time.ts";
import { CommandFailed, EXIT, UsageError } from "../command-line/exit.ts";
import { jsonLines } from "../command-line/lines.ts";
import { readReceivedAt } from "../command-line/options.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { readEnvironment } from "../serve/secrets.ts";
import { declaredSources } from "./declared-sources.ts";
import { type FileRequest, readRequestFile } from "./request-file.ts";

/** Runs the command: 0 if the request becomes an event or is left out by intention, 1 if it would be a dead letter. */
export async function testSource(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      request: { type: "string" },
      header: { type: "string", multiple: true, default: [] },
      flows: { type: "string", default: "flows" },
      "received-at": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) throw new UsageError("Name one source: flowhook sources test NAME.");
  if (values.request === undefined) throw new UsageError("--request FILE is required: a request, or the body of one.");
  const receivedAt = readReceivedAt(values["received-at"], Date.now());
  const sources = declaredSources(values.flows, values.json);
  if (typeof sources === "number") return sources;
  const source = sources.find((one) => one.name === name);
  if (source === undefined) {
    const hint = didYouMean(
      name,
      sources.map((one) => one.name),
    );
    throw new CommandFailed(`${values.flows} declares no source "${name}".${hint}`);
  }
  const request = readRequestFile(values.request, values.header);
  const runnable = runnableSource(source);
  const parsed = parseRequest(messageOf(runnable, request, receivedAt), runnable, sha256Hex);
  const signature = await signatureOf(runnable, request, receivedAt);
  if (values.json) printJson({ signature, ...viewOf(parsed) });
  else printLines([...textOf(parsed), `Signature: ${signature.detail}`]);
  return parsed.outcome === "refused" ? EXIT.failed : EXIT.done;
}

function messageOf({ source, headers }: RunnableSource, request: FileRequest, receivedAt: number): EventMessage {
  return {
    v: EVENT_MESSAGE_VERSION,
    format: SOURCE_FORMAT,
    source: source.name,
    request_id: "test",
    received_at: receivedAt,
    key_id: "test",
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => headers.has(name))),
    body: request.body.toString("utf8"),
  };
}

/** The result of checking the signature. `verified` is null if it can't be checked here. */
interface Signature {
  readonly verified: boolean | null;
  readonly detail: string;
}

async function signatureOf({ source }: RunnableSource, request: FileRequest, receivedAt: number): Promise<Signature> {
  if (source.kind === "api-key") return { verified: null, detail: "none; the request must carry an ingest key." };
  const { secrets } = readEnvironment(process.env);
  const read = await Promise.all(secretNames(source).map((name) => secrets.get(name)));
  const values = read.flatMap((secret) => (secret.ok ? secret.value : []));
  if (values.length === 0) {
    const details = read.flatMap((secret) => (secret.ok ? [] : secret.detail));
    return { verified: null, detail: `not checked. ${details.join(" ")}` };
  }
  const verified = verifyRequest(source, { ...request, receivedAt }, values, sourceSignatures);
  return verified.ok ? { verified: true, detail: "right." } : { verified: false, detail: `wrong. ${verified.message}` };
}

function viewOf(parsed: ParsedMessage) {
  if (parsed.outcome !== "event") return parsed;
  const { time, received_at, ...event } = parsed.event;
  return { outcome: parsed.outcome, event: { ...event, time: isoTime(time), received_at: isoTime(received_at) } };
}

function textOf(parsed: ParsedMessage): string[] {
  const view = viewOf(parsed);
  switch (view.outcome) {
    case "event":
      return ["The request becomes this event:", ...jsonLines(parseJson(JSON.stringify(view.event)), "  ")];
    case "ignored":
      return [`The request makes no event, by intention: ${view.reason}`];
    case "refused":
      return [
        "The request would go to the events dead letters:",
        ...view.problems.map(
          ({ rule, pointer, message }) => `  ${pointer === "" ? "" : `${pointer}: `}${message} [${rule}]`,
        ),
      ];
  }
}
