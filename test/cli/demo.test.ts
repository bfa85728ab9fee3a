// The demo of `flowhook serve`, stopped while it waits for a failure that never comes.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { end, serve } from "#support/flowhook-command.ts";

/** The demo looks for its failed delivery for ten seconds; a server that stops must not wait for that. */
const STOPS_WITHIN_MS = 5_000;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-demo-"));
  mkdirSync(join(directory, "flows"));
});

afterEach(() => rmSync(directory, { recursive: true }));

it("SIGTERM ends the demo at once and without an error, also before its delivery has failed", async () => {
  const folders = ["--data", join(directory, "data"), "--flows", join(directory, "flows")];
  const demo = await serve([...folders, "--demo"]);
  await eventually("the event is accepted", () => demo.output().includes("→ 202"));
  const startedAt = performance.now();
  expect(await end(demo.child, "SIGTERM")).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(STOPS_WITHIN_MS);
  expect(demo.output()).not.toContain("The demo failed");
});
