// Ten thousand hostile connections to the real process, in waves. While each wave is open, a normal event is accepted.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { end, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { ORDER } from "#support/test-process.ts";
import { attack, KINDS } from "./hostile-connections.ts";

const KEY = "test-ingest-key";
const CONNECTIONS = 10_000;
/** Connections of one wave: fewer than the files that a process may open by default. */
const WAVE = 400;
/** More memory than this shows that hostile connections leave something behind, in MB. */
const MOST_MEGABYTES = 500;

let directory: string;
let server: ServedProcess;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-hostile-"));
  const flows = join(directory, "flows");
  mkdirSync(flows);
  writeFileSync(join(flows, "a.yaml"), orderFlow("order", "https://hook.example/"));
  server = await serve(["--data", join(directory, "data"), "--flows", flows], { FLOWHOOK_API_KEY: KEY });
});

afterAll(async () => {
  await end(server.child, "SIGTERM");
  rmSync(directory, { recursive: true });
});

async function post(): Promise<number> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const body = JSON.stringify({ ...ORDER, metric: "Unmatched" });
  return (await fetch(`${server.url}/events`, { method: "POST", headers, body })).status;
}

function megabytes(): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(server.child.pid)], { encoding: "utf8" })) / 1_024;
}

/** Opens a wave of connections, an equal number of each kind. */
function wave(kinds: readonly string[]): Promise<Socket[]> {
  const attacked = { url: server.url, key: KEY };
  return Promise.all(Array.from({ length: WAVE }, (_, index) => attack(attacked, kinds[index % kinds.length] ?? "")));
}

/** The connections that the server ends after the timeout of the headers; the others take longer. */
const ENDED_SOON = ["says nothing", "sends its headers slowly", "announces a body without a key"];

it("a normal event is accepted during and after 10,000 hostile connections, and the server ends those that stay", async () => {
  const startedAt = performance.now();
  const memory: number[] = [];
  for (let opened = 0; opened < CONNECTIONS; opened += WAVE) {
    const sockets = await wave(KINDS);
    expect(await post()).toBe(202);
    memory.push(megabytes());
    for (const socket of sockets) socket.destroy();
  }
  const last = await wave(ENDED_SOON);
  expect(await post()).toBe(202);
  await eventually("the server ended the connections", () => last.every((socket) => socket.closed));
  expect(await post()).toBe(202);
  memory.push(megabytes());
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const most = Math.max(...memory).toFixed(0);
  console.info(`${CONNECTIONS + WAVE} hostile connections in ${seconds} s; at most ${most} MB`);
  expect(Math.max(...memory)).toBeLessThan(MOST_MEGABYTES);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
});
