// `flowhook validate`: every problem of every flow file at once, each with its place.

import { readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";
import { type FlowFile, formatFlowProblem, loadFlows } from "#app/flows/load-flows.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { CommandFailed, EXIT } from "./usage-error.ts";

/** Checks flow files. */
export async function runValidate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const files = (positionals.length > 0 ? positionals : ["flows"]).flatMap(readFlowFiles);
  const { flows, problems } = loadFlows(files);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ flows: flows.map((flow) => flow.id), problems }, null, 2)}\n`);
  } else {
    for (const problem of problems) process.stdout.write(`${formatFlowProblem(problem)}\n`);
    process.stdout.write(`${flows.length} of ${files.length} flow files are good.\n`);
  }
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

function readFlowFiles(path: string): FlowFile[] {
  try {
    return statSync(path).isDirectory() ? readFlowDirectory(path) : [{ path, text: readFileSync(path, "utf8") }];
  } catch (error) {
    throw new CommandFailed(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
