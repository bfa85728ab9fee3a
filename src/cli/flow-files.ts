// Flow files that a command was given: each a file, or a directory of them.

import { readFileSync, statSync } from "node:fs";
import { type FlowFile, type FlowProblem, type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import { problemOfDirectory, readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { CommandFailed } from "./usage-error.ts";

/** Flow files, and a problem for each directory that has none. */
export interface ReadFlowFiles {
  readonly files: readonly FlowFile[];
  readonly problems: readonly FlowProblem[];
}

/** The flows of these files and directories, and the files they are in. */
export function loadFlowFiles(paths: readonly string[]): LoadedFlows & { readonly files: readonly FlowFile[] } {
  const { files, problems } = readFlowFiles(paths);
  const loaded = loadFlows(files);
  return { ...loaded, problems: [...problems, ...loaded.problems], files };
}

/** Reads flow files, and those of directories. */
export function readFlowFiles(paths: readonly string[]): ReadFlowFiles {
  const read = paths.map((path) => ({ path, ...readPath(path) }));
  return {
    files: read.flatMap(({ files }) => files),
    problems: read.flatMap(({ path, files, isDirectory }) => (isDirectory ? problemOfDirectory(path, files) : [])),
  };
}

function readPath(path: string): { files: FlowFile[]; isDirectory: boolean } {
  try {
    const isDirectory = statSync(path).isDirectory();
    const files = isDirectory ? readFlowDirectory(path) : [{ path, text: readFileSync(path, "utf8") }];
    return { files, isDirectory };
  } catch (error) {
    throw new CommandFailed(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
