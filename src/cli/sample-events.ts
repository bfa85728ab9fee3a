// Sample events on the command line: files of one event each, and directories of them.

import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SampleEvent } from "#app/lint/sample-variables.ts";
import { type FileProblem, readEventFile } from "./event-file.ts";
import { CommandFailed } from "./usage-error.ts";

/** Sample events, and all that is wrong with their files. */
export interface Samples {
  readonly events: readonly SampleEvent[];
  readonly problems: readonly FileProblem[];
}

/** Reads the events of files and directories, as if they were received at `receivedAt` (milliseconds since 1970). */
export function readSamples(paths: readonly string[], receivedAt: number): Samples {
  const files = paths.flatMap(filesAt);
  const read = files.map((file) => ({ file, found: readEventFile(file, receivedAt) }));
  return {
    events: read.flatMap(({ file, found }) => (found.ok ? [{ file, event: found.value }] : [])),
    problems: read.flatMap(({ found }) => (found.ok ? [] : found.problems)),
  };
}

/** The JSON files of a directory, or the one file; what does not exist is told when it is read. */
function filesAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = globSync("*.json", { cwd: path }).sort();
  if (files.length === 0) throw new CommandFailed(`${path} holds no sample event: no file ends in .json.`);
  return files.map((file) => join(path, file));
}
