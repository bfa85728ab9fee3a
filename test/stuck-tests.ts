// Ends a test that blocks its worker's event loop: Vitest's timeouts run on that loop, so they never fire. The main process
// looks which test each worker runs, and for how long. It kills the worker of a stuck test and names the test; Vitest then
// counts the worker's death as an error, runs the other files and exits with 1.
// Vitest calls both functions: https://vitest.dev/config/globalsetup

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

/** Where workers note the test that they run, each in a file that is named after its process id. */
export function runningFolder(): string {
  return join(tmpdir(), "running-tests"); // asked for each time, because setup moves the temporary folder
}

/** How often the notes are read, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** A test and the hooks before it each have a timeout on the event loop; only a test that blocks the loop outlives both. */
const TIMEOUTS_OF_A_TEST = 2;

let timer: NodeJS.Timeout | undefined;

/** Before the workers start. */
export function setup({ config }: TestProject): void {
  mkdirSync(runningFolder(), { recursive: true });
  const longestMs = TIMEOUTS_OF_A_TEST * config.testTimeout;
  timer = setInterval(() => endStuckTests(longestMs), LOOK_EVERY_MS);
}

/** After they have ended. */
export function teardown(): void {
  clearInterval(timer);
}

function endStuckTests(longestMs: number): void {
  for (const pid of readdirSync(runningFolder())) {
    const file = join(runningFolder(), pid);
    if (Date.now() - statSync(file).mtimeMs < longestMs) continue;
    const test = readFileSync(file, "utf8");
    rmSync(file);
    if (!kill(Number(pid))) continue;
    process.exitCode = 1;
    process.stderr.write(
      `\nSTUCK: ${test} blocked its worker for over ${longestMs / 1_000} s; the worker was killed.\n`,
    );
  }
}

/** False where the worker has ended already. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
