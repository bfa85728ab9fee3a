// Notes in a file which test a worker runs, before the test can block the worker. `stuck-tests.ts` reads it in the main
// process. Vitest's own reports come too late for that: a worker sends them from its event loop.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect } from "vitest";
import { runningFolder } from "./stuck-tests.ts";

const file = join(runningFolder(), String(process.pid));
const note = (what: string) => writeFileSync(file, what);
const { testPath = "a test file" } = expect.getState();

note(`${testPath}: its imports`);
beforeEach(({ task }) => note(`${testPath}: ${task.fullTestName}`));
afterAll(() => note(`${testPath}: what it does after its last test`));
