// The embedded process as the demo's user sees it.

import { parseJson } from "#core/parse-json.ts";
import { printText } from "../../command-line/output.ts";
import type { Received } from "./receiver.ts";

/** The URL and keys of the process, and how a shell writes the keys. */
export interface DemoServer {
  readonly url: string;
  readonly ingestKey: string;
  readonly adminToken: string;
  /** For the commands that are shown. */
  readonly ingestKeyInShell: string;
  readonly adminTokenInShell: string;
}

/** What the process was started with. */
interface StartedServer {
  readonly url: string;
  readonly ingestKey: string | undefined;
  readonly adminToken: string;
  /** The data directory, where the keys lie that the environment did not give. */
  readonly data: string;
}

/** How the demo reaches a process that was started. */
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

// What the demo prints: for someone who has never seen Flowhook.

/** The headers of a webhook that are worth showing; the flow's own secrets are not. */
const SHOWN_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature", "flowhook-attempt"];

/** The event that went in. */
export function printEvent(file: string, event: Record<string, unknown>, status: number): void {
  heading("An event went in");
  line(`POST /events   with ${file}`);
  line(indented(JSON.stringify(event, null, 2)));
  line(`→ ${status} ${status === 202 ? "(stored; flows decide what happens now)" : ""}`);
}

/** A webhook that came in at the receiver. */
export function printReceived({ url, headers, body, status }: Received): void {
  heading(`The flow "${headers["flowhook-flow-id"]}" sent a webhook`);
  line(`POST ${url}   (in the demo, all webhooks go to a receiver on this machine)`);
  for (const name of SHOWN_HEADERS) if (headers[name]) line(`${name}: ${headers[name]}`);
  line(indented(pretty(body)));
  line(
    `← ${status} ${status === 200 ? "delivered" : "the demo's receiver refuses the first alert, to show a failure"}`,
  );
}

/** The delivery that failed, as the dead letters tell of it. */
export function printDeadLetter(letter: Record<string, unknown>, server: DemoServer): void {
  heading("The failed delivery is in the dead letters, with its reason");
  const { id, flow_id, url, reason, detail, response, attempts_made } = letter;
  line(indented(JSON.stringify({ id, flow_id, url, reason, detail, response, attempts_made }, null, 2)));
  line("Send it again; this time the receiver takes it:");
  line(`curl -X POST -H "Authorization: Bearer ${server.adminTokenInShell}" \\`);
  line(`  ${server.url}/manage/v1/deliveries/${String(id)}/retry`);
}

/** An event without a unique_id, so that it is a new one each time that it is sent. */
const SUBSCRIBED = JSON.stringify({
  metric: "Subscribed to List",
  profile: { email: "noor@customer.example", first_name: "noor" },
  properties: { List: "Newsletter" },
});

/** What to do next. */
export function printClosing(server: DemoServer): void {
  heading("Now yours");
  line("Send an event:");
  line(`curl -H "Authorization: Bearer ${server.ingestKeyInShell}" -H "Content-Type: application/json" \\`);
  line(`  -d '${SUBSCRIBED}' ${server.url}/events`);
  line("List what was delivered:");
  line(`curl -H "Authorization: Bearer ${server.adminTokenInShell}" ${server.url}/manage/v1/deliveries`);
  line("Change a file in flows/: it takes effect when you save it. Stop with Ctrl+C.");
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
