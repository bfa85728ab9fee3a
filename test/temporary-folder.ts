// One folder for all that tests write, removed after they end: they start many processes and synthesize many stacks,
// and those that are killed leave their output behind. Vitest calls both functions: https://vitest.dev/config/globalsetup

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where os.tmpdir() looks, on every system: https://nodejs.org/api/os.html#ostmpdir */
const VARIABLES = ["TMPDIR", "TMP", "TEMP"];

let folder: string | undefined;

/** Before the workers start, which take over the environment. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "flowhook-tests-"));
  for (const variable of VARIABLES) process.env[variable] = folder;
}

/** After they have ended. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
