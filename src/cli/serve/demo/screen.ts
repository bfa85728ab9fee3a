// The demo's output, for readers who see Flowhook for the first time.

import { parseJson } from "#core/parse-json.ts";
import { printText } from "../../command-line/output.ts";
import type { Received } from "./receiver.ts";

/** The URL and keys of the server. */
export interface DemoServer {
  readonly url: string;
  readonly ingestKey: string;
  readonly adminToken: string;
  /** Shell expressions for the keys, for the commands that are printed. */
  readonly ingestKeyInShell: string;
  readonly adminTokenInShell: string;
}

interface StartedServer {
  readonly url: string;
  readonly ingestKey: string | undefined;
  readonly adminToken: string;
  /** The data directory, which contains the keys that the environment does not set. */
  readonly data: string;
}

/** Adds the shell expressions. */
export function demoServer({ url, ingestKey = "", adminToken, data }: StartedServer): DemoServer {
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

/** The headers that are printed. Others may contain secrets of the flow. */
const SHOWN_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature", "flowhook-attempt"];

/** Prints the event that was sent. */
export function printEvent(file: string, event: Record<string, unknown>, status: number): void {
  heading("The demo sent an event");
  line(`POST /events   with ${file}`);
  line(indented(JSON.stringify(event, null, 2)));
  line(`→ ${status} ${status === 202 ? "(stored; now the flows are evaluated)" : ""}`);
}

/** Prints a webhook that the receiver got. */
export function printReceived({ url, headers, body, status }: Received): void {
  heading(`The flow "${headers["flowhook-flow-id"]}" sent a webhook`);
  line(`POST ${url}   (in the demo, all webhooks go to a receiver on this machine)`);
  for (const name of SHOWN_HEADERS) if (headers[name]) line(`${name}: ${headers[name]}`);
  line(indented(pretty(body)));
  line(
    `← ${status} ${status === 200 ? "delivered" : "the demo's receiver rejects the first alert, to show a failure"}`,
  );
}

/** Prints the failed delivery. */
export function printDeadLetter(letter: Record<string, unknown>, server: DemoServer): void {
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
export function printClosing(server: DemoServer): void {
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
