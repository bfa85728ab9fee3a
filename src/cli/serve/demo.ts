// `flowhook serve --demo`: sends a real event through the real ingest, delivers its webhooks to a receiver on this machine, and
// prints both: a delivery that succeeds and one that fails. The output is for readers who see Flowhook for the first time.

import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseJson } from "#core/parse-json.ts";
import { isoTime } from "#core/time.ts";
import { printText } from "../command-line/output.ts";
import { packageRoot } from "../package-root.ts";

interface Demo {
  /** The URL that all webhooks are redirected to. */
  readonly receiverUrl: string;
  /** Resolves once everything is shown, or `stopped` is aborted: a stopping server does not wait for the demo. */
  play(server: StartedServer, stopped: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The URL and keys of the server. */
interface StartedServer {
  readonly url: string;
  readonly ingestKey: string | undefined;
  readonly adminToken: string;
  /** The data directory, which contains the keys that the environment does not set. */
  readonly data: string;
}

/** The event that is sent, from the examples that ship. */
const EXAMPLE = "examples/events/placed-order.json";

/** How long to wait for the failed delivery, and how often to check, in milliseconds. */
const FAILS_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 50;

/** Starts the receiver of the demo. */
export async function startDemo(): Promise<Demo> {
  const receiver = await startReceiver();
  return {
    receiverUrl: receiver.url,
    close: () => receiver.close(),
    async play(server, stopped) {
      try {
        await show(demoServer(server), stopped);
      } catch (error) {
        if (!stopped.aborted) throw error;
      }
    },
  };
}

async function show(server: DemoServer, signal: AbortSignal): Promise<void> {
  const { text, event } = exampleEvent();
  const sentAt = isoTime(Date.now());
  const answer = await fetch(`${server.url}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.ingestKey}`, "content-type": "application/json" },
    body: text,
    signal,
  });
  printEvent(EXAMPLE, event, answer.status);
  const failed = await waitForFailure(server, sentAt, signal);
  if (failed) printDeadLetter(failed, server);
  printClosing(server);
}

/** The example with a fresh unique_id. With its own, a second run would send an event that is already stored. */
function exampleEvent(): { text: string; event: Record<string, unknown> } {
  const event: Record<string, unknown> = JSON.parse(readFileSync(join(packageRoot(), EXAMPLE), "utf8"));
  event["unique_id"] = `${String(event["unique_id"])}-${Date.now()}`;
  return { text: JSON.stringify(event), event };
}

/** The failed delivery, as the dead letters list it; undefined if no delivery fails in time. */
async function waitForFailure(
  server: DemoServer,
  since: string,
  signal: AbortSignal,
): Promise<Record<string, unknown> | undefined> {
  const deadline = Date.now() + FAILS_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${server.url}/manage/v1/dead-letters?since=${since}`, {
      headers: { authorization: `Bearer ${server.adminToken}` },
      signal,
    });
    const { data }: { data: Record<string, unknown>[] } = JSON.parse(await answer.text());
    if (data[0]) return data[0];
    await pause(CHECK_EVERY_MS, undefined, { signal });
  }
  return undefined;
}

interface DemoServer extends Pick<StartedServer, "url" | "adminToken"> {
  readonly ingestKey: string;
  /** Shell expressions for the keys, for the commands that are printed. */
  readonly ingestKeyInShell: string;
  readonly adminTokenInShell: string;
}

/** Adds the shell expressions. */
function demoServer({ url, ingestKey = "", adminToken, data }: StartedServer): DemoServer {
  const inShell = (variable: string, file: string) =>
    process.env[variable] === undefined ? `$(cat ${data}/${file})` : `$${variable}`;
  return {
    url,
    ingestKey,
    adminToken,
    ingestKeyInShell: inShell("FLOWHOOK_API_KEY", "demo-ingest-key"),
    adminTokenInShell: inShell("FLOWHOOK_ADMIN_TOKEN", "admin-token"),
  };
}

/** A received webhook and its answer. */
interface Received {
  /** The URL before the redirect to this receiver. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** The flow whose first webhook is answered with 404. */
const FAILS_FIRST = "high-value-order-alert";

/** Starts the receiver on a free port. It answers every webhook with 200, but the first alert with 404, so that the demo shows a failure. */
async function startReceiver(): Promise<Receiver> {
  let failed = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const fails = request.headers["flowhook-flow-id"] === FAILS_FIRST && !failed;
      failed ||= fails;
      const status = fails ? 404 : 200;
      printReceived({
        url: `https://${request.headers.host}${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        status,
      });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(fails ? '{"error":"no such channel"}' : '{"received":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The headers that are printed. Others may contain secrets of the flow. */
const SHOWN_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature", "flowhook-attempt"];

/** Prints the event that was sent. */
function printEvent(file: string, event: Record<string, unknown>, status: number): void {
  heading("The demo sent an event");
  line(`POST /events   with ${file}`);
  line(indented(JSON.stringify(event, null, 2)));
  line(`→ ${status} ${status === 202 ? "(stored; now the flows are evaluated)" : ""}`);
}

/** Prints a webhook that the receiver got. */
function printReceived({ url, headers, body, status }: Received): void {
  heading(`The flow "${headers["flowhook-flow-id"]}" sent a webhook`);
  line(`POST ${url}   (in the demo, all webhooks go to a receiver on this machine)`);
  for (const name of SHOWN_HEADERS) if (headers[name]) line(`${name}: ${headers[name]}`);
  line(indented(pretty(body)));
  line(
    `← ${status} ${status === 200 ? "delivered" : "the demo's receiver rejects the first alert, to show a failure"}`,
  );
}

/** Prints the failed delivery. */
function printDeadLetter(letter: Record<string, unknown>, server: DemoServer): void {
  heading("The failed delivery is in the dead letters, with its reason");
  const { id, flow_id, url, reason, detail, response, attempts_made } = letter;
  line(indented(JSON.stringify({ id, flow_id, url, reason, detail, response, attempts_made }, null, 2)));
  line("Send it again (this time the receiver accepts it):");
  line(`curl -X POST -H "Authorization: Bearer ${server.adminTokenInShell}" \\`);
  line(`  ${server.url}/manage/v1/deliveries/${String(id)}/retry`);
}

/** An event without a unique_id, so that each time it is sent it is a new event. */
const SUBSCRIBED = JSON.stringify({
  metric: "Subscribed to List",
  profile: { email: "noor@customer.example", first_name: "noor" },
  properties: { List: "Newsletter" },
});

/** Prints commands to try next. */
function printClosing(server: DemoServer): void {
  heading("Try it yourself");
  line("Send an event:");
  line(`curl -H "Authorization: Bearer ${server.ingestKeyInShell}" -H "Content-Type: application/json" \\`);
  line(`  -d '${SUBSCRIBED}' ${server.url}/events`);
  line("List the deliveries:");
  line(`curl -H "Authorization: Bearer ${server.adminTokenInShell}" ${server.url}/manage/v1/deliveries`);
  line("Edit a file in flows/: Flowhook reloads it when you save it. Stop with Ctrl+C.");
}

function heading(text: string): void {
  printText(`\n── ${text} ${"─".repeat(Math.max(0, 76 - text.length))}\n`);
}

function line(text: string): void {
  printText(`${text}\n`);
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

function pretty(body: string): string {
  try {
    return JSON.stringify(parseJson(body), null, 2);
  } catch {
    return body;
  }
}
