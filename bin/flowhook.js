#!/usr/bin/env node
// The entry of the command, in a clone and in the published package. It checks the Node version before it loads the command, because
// an older Node would fail with a SyntaxError.

import { existsSync } from "node:fs";
import { nodeProblem } from "./node-version.js";

const problem = nodeProblem(process.version);
if (problem === undefined) {
  // A clone has the source; the published package has the built command.
  const source = new URL("flowhook.ts", import.meta.url);
  const command = existsSync(source) ? source : new URL("../dist/flowhook.js", import.meta.url);
  void import(command.href);
} else {
  process.stderr.write(`flowhook: ${problem}\n`);
  process.exitCode = 1;
}
