// Flow files that a command was given: each a file, or a directory of them.

import { readFileSync, statSync } from "node:fs";
import { type FlowFile, type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { CommandFailed } from "./usage-error.ts";

/** The flows of these files and directories, and the files they are in. */
export function loadFlowFiles(paths: readonly string[]): LoadedFlows & { readonly files: readonly FlowFile[] } {
  const files = paths.flatMap(readFlowFiles);
  return { ...loadFlows(files), files };
}

/** Reads a flow file, or those of a directory. */
export function readFlowFiles(path: string): FlowFile[] {
  try {
    return statSync(path).isDirectory() ? readFlowDirectory(path) : [{ path, text: readFileSync(path, "utf8") }];
  } catch (error) {
    throw new CommandFailed(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
