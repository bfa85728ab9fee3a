#!/usr/bin/env node
// The command's entry, in a clone and in the published package: it checks the Node version before it loads the command,
// because an older Node would stop at a SyntaxError.

import { existsSync } from "node:fs";
import { nodeProblem } from "./node-version.js";

const problem = nodeProblem(process.version);
if (problem === undefined) {
  // A clone has the source; the published package has what the build made of it.
  const source = new URL("flowhook.ts", import.meta.url);
  const command = existsSync(source) ? source : new URL("../dist/flowhook.js", import.meta.url);
  void import(command.href);
} else {
  process.stderr.write(`flowhook: ${problem}\n`);
  process.exitCode = 1;
}
