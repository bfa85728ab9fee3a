// Ending the real npm command that a user started ends the server that it runs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "#support/markdown.ts";

const TIMEOUT_MS = 60_000;

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "flowhook-npm-"));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

it.each([
  ["npm start", ["npm", "start", "--", "--port", "0"]],
  ["npx flowhook serve", ["npx", "flowhook", "serve", "--demo", "--port", "0"]],
])(
  "a SIGTERM to %s ends the server instead of leaving it as an orphan",
  async (_, [program = "", ...args]) => {
    const child = spawn(program, [...args, "--data", data], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "" };
    const listening = new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk) => {
        output.stdout += chunk;
        if (output.stdout.includes("Stop with Ctrl+C")) resolve();
      });
    });
    const closed = once(child, "close"); // the output closes when the last process that holds it ends: the server
    await Promise.race([listening, closed]);
    const url = /listening on (\S+)/.exec(output.stdout)?.[1] ?? "";
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.kill("SIGTERM");
    await closed;
    await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
  },
  TIMEOUT_MS,
);
