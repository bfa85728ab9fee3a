// Reports all problems of a command's input files at once.

import { type FlowFile, type FlowProblem, formatFlowProblem } from "#app/flows/load-flows.ts";
import { EXIT } from "../command-line/exit.ts";
import { markedLine } from "../command-line/lines.ts";
import { printJson, printNotices } from "../command-line/output.ts";
import { formatFileProblem, type ReadFile } from "./event-files.ts";

/** The problems of flow files, and the files. */
interface FlowFindings {
  readonly problems: readonly FlowProblem[];
  readonly files: readonly FlowFile[];
}

/** For commands that read only event files. */
export const NO_FLOWS: FlowFindings = { problems: [], files: [] };

/** Prints the problems of flow files and event files; returns the exit code. */
export function reportProblems(json: boolean, flows: FlowFindings, files: readonly ReadFile<unknown>[]): number {
  const ofFiles = files.flatMap((file) => (file.ok ? [] : file.problems));
  if (json) {
    const ofFlows = flows.problems.map((problem) => ({ ...problem, ...sourceOf(problem, flows.files) }));
    printJson({ problems: [...ofFlows, ...ofFiles] });
  } else {
    const ofFlows = flows.problems.flatMap((problem) => flowLines(problem, flows.files));
    for (const line of [...ofFlows, ...ofFiles.map(formatFileProblem)]) printNotices(`${line}\n`);
  }
  return EXIT.failed;
}

/** A problem and, below it, the template's line with a marker. */
function flowLines(problem: FlowProblem, files: readonly FlowFile[]): string[] {
  const { source_line } = sourceOf(problem, files);
  const marked = source_line === undefined ? [] : markedLine(source_line, problem.column, "    ");
  return [formatFlowProblem(problem), ...marked];
}

function sourceOf({ rule, file, line }: FlowProblem, files: readonly FlowFile[]): { source_line?: string } {
  if (!rule.startsWith("template-")) return {};
  const source_line = files.find(({ path }) => path === file)?.text.split(/\r?\n/)[line - 1];
  return source_line === undefined ? {} : { source_line };
}
