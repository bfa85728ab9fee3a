// The load generator's command: sends numbered events to any URL and prints what came of them as JSON.

import { randomBytes } from "node:crypto";
import { readPlan, USAGE } from "./load/command-line.ts";
import { generate, type LoadPlan } from "./load/generate.ts";

function plan(): LoadPlan | undefined {
  try {
    return readPlan(process.argv.slice(2), randomBytes(4).toString("hex"));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return undefined;
  }
}

if (process.argv.includes("--help")) {
  console.log(USAGE);
} else {
  const asked = plan();
  if (asked === undefined) process.exitCode = 2;
  else console.log(JSON.stringify(await generate(asked), null, 2));
}
