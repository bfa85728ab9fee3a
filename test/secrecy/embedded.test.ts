// The real command with recognizable secrets. Webhooks with these secrets are sent to a target that repeats all it receives.
// Then all output, files and answers of the command are searched for the secrets.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { end, flowhook, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { type EchoTarget, startEcho } from "./echo.ts";
import { ORDER, secretFlows } from "./flows.ts";
import { BASIC_SECRET, NAMED_SIGNING, SIGNING, TARGET_SECRET, tracesIn } from "./recognizable.ts";

const ENVIRONMENT = {
  FLOWHOOK_API_KEY: "ingest-key",
  FLOWHOOK_ADMIN_TOKEN: "admin-token",
  FLOWHOOK_SECRET_HUSH: TARGET_SECRET,
  FLOWHOOK_SECRET_HUSH_HOSTS: "127.0.0.1",
  FLOWHOOK_SECRET_BASIC: BASIC_SECRET,
  FLOWHOOK_SECRET_BASIC_HOSTS: "127.0.0.1",
  FLOWHOOK_SIGNING_SECRET: SIGNING,
  FLOWHOOK_SIGNING_SECRET_OWN: NAMED_SIGNING,
};

let directory: string;
let echo: EchoTarget;
let server: ServedProcess;
/** All outputs of the process by their names. */
const outputs = new Map<string, string | Buffer>();
let flows: string[];
/** The texts of an ingest key, before and after its rotation. */
const keyTexts: string[] = [];

async function ask(path: string, init: RequestInit = {}): Promise<string> {
  const headers = { authorization: "Bearer admin-token", "content-type": "application/json" };
  const answer = await fetch(`${server.url}/manage/v1${path}`, { headers, ...init });
  const text = await answer.text();
  outputs.set(`${init.method ?? "GET"} ${path}`, `${JSON.stringify([...answer.headers])}\n${text}`);
  return text;
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly flow_id: string;
}

/** Waits until no delivery is in flight, and returns all of them. Deliveries without their secret are retried once. */
async function settled(): Promise<Listed[]> {
  return eventually("no delivery is in flight", async () => {
    const { data }: { data: Listed[] } = JSON.parse(await ask("/deliveries?limit=200"));
    const isSettled = data.every(({ status }) => !["sending", "retrying"].includes(status));
    return data.length === flows.length && isSettled && data;
  });
}

/** Creates a key, uses it for an event that its scope allows and for one that it does not, rotates and revokes it. */
async function liveThroughKey(): Promise<void> {
  const textOf = (answer: string): string => JSON.parse(answer).data.text;
  const created = await ask("/keys", { method: "POST", body: '{"name":"shop","scope":{"metrics":["Viewed "]}}' });
  const { id } = JSON.parse(created).data;
  keyTexts.push(textOf(created));
  for (const metric of ["Viewed Product", "Placed Order"]) {
    const headers = { authorization: `Bearer ${keyTexts[0]}`, "content-type": "application/json" };
    const answer = await fetch(`${server.url}/events`, {
      ...{ method: "POST", headers },
      body: JSON.stringify({ ...ORDER, metric }),
    });
    outputs.set(`POST /events ${metric}`, `${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
  }
  keyTexts.push(textOf(await ask(`/keys/${id}/rotate`, { method: "POST" })));
  await ask("/keys");
  await ask(`/keys/${id}/revoke`, { method: "POST" });
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-secrecy-"));
  mkdirSync(join(directory, "flows"));
  echo = await startEcho();
  const files = secretFlows(echo);
  flows = Object.keys(files);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, "flows", name), text);
  writeFileSync(join(directory, "event.json"), JSON.stringify(ORDER));
  const range = ["--allow-target", "127.0.0.1/32"];
  server = await serve(["--data", join(directory, "data"), "--flows", join(directory, "flows"), ...range], ENVIRONMENT);
  await fetch(`${server.url}/events`, {
    method: "POST",
    headers: { authorization: "Bearer ingest-key", "content-type": "application/json" },
    body: JSON.stringify(ORDER),
  });
  const deliveries = await settled();
  for (const path of [
    "/dead-letters?limit=200",
    "/dead-letters/events",
    "/stopped-actions",
    "/targets",
    "/waits?flow=manual",
  ])
    await ask(path);
  for (const { id } of deliveries) await ask(`/deliveries/${encodeURIComponent(id)}`);
  const manual = deliveries.find(({ flow_id }) => flow_id === "manual")?.id ?? "";
  await ask(`/deliveries/${manual}/approve`, { method: "POST" });
  await ask(`/deliveries/${deliveries.find(({ flow_id }) => flow_id === "s200")?.id}/retry?force=true`, {
    method: "POST",
  });
  await settled();
  await ask(`/deliveries/${manual}`);
  await liveThroughKey();
  await ask("/explain", { method: "POST", body: JSON.stringify({ event: ORDER }) });
  await ask("/render", { method: "POST", body: JSON.stringify({ event: ORDER, flow: "path" }) });
  const event = ["--event", join(directory, "event.json")];
  const commands = [
    ["validate", join(directory, "flows")],
    ["explain", "--flows", join(directory, "flows"), ...event],
    ["explain", "--flows", join(directory, "flows"), ...event, "--json"],
    ["render", join(directory, "flows", "path.yaml"), ...event],
    ["render", join(directory, "flows", "unrendered.yaml"), ...event, "--json"],
    ["variables", join(directory, "flows", "path.yaml")],
  ];
  for (const command of commands) {
    const { stdout, stderr } = await flowhook(command, ENVIRONMENT);
    outputs.set(command.slice(0, 2).join(" "), stdout + stderr);
  }
  await end(server.child, "SIGTERM");
  outputs.set("serve", server.output());
  for (const file of readdirSync(join(directory, "data")))
    outputs.set(file, readFileSync(join(directory, "data", file)));
});

afterAll(async () => {
  await echo.close();
  rmSync(directory, { recursive: true });
});

it("the target receives the secrets in the URL and in headers", () => {
  const found = echo.got.filter((request) => request.includes(`Bearer ${TARGET_SECRET}`));
  expect(found.length).toBeGreaterThan(10);
  expect(echo.got.join()).toContain(`key=${encodeURIComponent(TARGET_SECRET)}`);
  expect(echo.got.join()).toContain(`Basic ${BASIC_SECRET}`);
});

it("the target's responses, which repeat the secrets, are withheld", () => {
  const answers = [...outputs].filter(
    ([name, text]) =>
      name.startsWith("GET /deliveries/") && /withheld because the request carried a secret/.test(String(text)),
  );
  expect(answers.length).toBeGreaterThan(5);
});

it("the searched outputs include each outcome", () => {
  const text = String(outputs.get("GET /deliveries?limit=200"));
  const reasons = new Set([...text.matchAll(/"reason":"([\w-]+)"/g)].map(([, reason]) => reason));
  const expected = ["http-401", "http-404", "http-503", "target-gone", "redirect-refused", "response-invalid"];
  expect([...reasons]).toEqual(expect.arrayContaining([...expected, "secret-missing", "template-failed"]));
  expect(String(outputs.get("GET /stopped-actions"))).toContain('"flow_id":"gone"');
});

it("no output, no answer and no file contains a secret", () => {
  const found = [...outputs].flatMap(([name, output]) => tracesIn(output).map((trace) => `${name}: ${trace}`));
  expect(found).toEqual([]);
});

it("the text of an ingest key is only in the answers that create and rotate it", () => {
  const showing = (text: string) => [...outputs].flatMap(([name, output]) => (output.includes(text) ? [name] : []));
  expect(keyTexts.map(showing)).toEqual([["POST /keys"], [expect.stringMatching(/^POST \/keys\/key_\w+\/rotate$/)]]);
});
