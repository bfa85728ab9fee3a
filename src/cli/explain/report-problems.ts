// What is wrong with the files that a command was given, all at once.

import { type FlowProblem, formatFlowProblem } from "#app/flows/load-flows.ts";
import { formatFileProblem, type ReadFile } from "../event-file.ts";
import { EXIT } from "../usage-error.ts";

/** Tells the problems of flow files and of other files; gives the exit code. */
export function reportProblems(
  json: boolean,
  ofFlows: readonly FlowProblem[],
  files: readonly ReadFile<unknown>[],
): number {
  const ofFiles = files.flatMap((file) => (file.ok ? [] : file.problems));
  if (json) {
    process.stdout.write(`${JSON.stringify({ problems: [...ofFlows, ...ofFiles] }, null, 2)}\n`);
  } else {
    const lines = [...ofFlows.map(formatFlowProblem), ...ofFiles.map(formatFileProblem)];
    process.stderr.write(lines.map((line) => `${line}\n`).join(""));
  }
  return EXIT.failed;
}
