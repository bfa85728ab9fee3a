// From flow files to flows: every file is read and checked, its templates included, and every problem of every file is
// told at once. The same at synth, at the start of the server and in the CLI.

import { firstProblems } from "#core/findings.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import { property } from "#core/json.ts";
import type { Problem } from "#core/problem.ts";
import { lintFlow } from "../lint/lint-flow.ts";
import type { SampleEvent } from "../lint/sample-variables.ts";
import { checkSecretHosts, type KnownHere } from "./check-secret-hosts.ts";
import { checkTemplates } from "./check-templates.ts";
import { type FlowSource, readFlowSource } from "./flow-source.ts";
import type { Place } from "./place-in-scalar.ts";

/** A flow file: where it lies, for messages, and its text. */
export interface FlowFile {
  readonly path: string;
  readonly text: string;
}

/** A problem with its place in a flow file. */
export interface FlowProblem extends Problem, Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The flow's id, where the file says it. */
  readonly flow?: string;
  /** The action's id, where the problem lies in one. */
  readonly action?: string;
}

/** The flows of a directory, all that is wrong with its files, and what most likely was not meant in those that are good. */
export interface LoadedFlows {
  readonly flows: readonly Flow[];
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
}

const EMPTY = flowProblem("flow-invalid", [], "The file is empty: it must hold a flow.");

/**
 * Loads flow files. A file with a problem gives no flow, and no warnings.
 * @param samples events to look for the templates' variables in.
 * @param known what is known of the secrets that flows read and of opened addresses; absent: nothing.
 */
export function loadFlows(
  files: readonly FlowFile[],
  samples: readonly SampleEvent[] = [],
  known?: KnownHere,
): LoadedFlows {
  const flows: Flow[] = [];
  const problems: FlowProblem[] = [];
  const warnings: FlowProblem[] = [];
  const fileOfId = new Map<string, string>();
  for (const file of files) {
    const source = readFlowSource(file.text);
    const checked = check(source, known);
    const found = [...checked.problems, ...checkId(flowId(source), file.path, fileOfId)];
    const placed = (all: readonly Problem[]) => all.map((problem) => inFile(problem, file, source)).sort(byPlace);
    problems.push(...firstProblems(placed(found)));
    if (checked.flow === undefined || found.length > 0) continue;
    flows.push(checked.flow);
    warnings.push(...placed(lintFlow(checked.flow, samples, known)));
  }
  return { flows, problems, warnings };
}

/** What is wrong with a file is told from its top to its end. */
function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

/** Refuses an id that another file has, be that one good or bad. */
function checkId(id: string | undefined, path: string, fileOfId: Map<string, string>): Problem[] {
  if (id === undefined) return [];
  const other = fileOfId.get(id);
  if (other === undefined) {
    fileOfId.set(id, path);
    return [];
  }
  const message = `The id "${id}" is that of the flow in ${other}. Every flow needs an id of its own.`;
  return [flowProblem("flow-duplicate-id", ["id"], message)];
}

/** A problem as one line for people: `flows/a.yaml:12:9: … (flow a, action send) [rule]`. */
export function formatFlowProblem(problem: FlowProblem): string {
  return formatLine(problem, "");
}

/** A warning as such a line: `flows/a.yaml:12:9: warning: … (flow a) [rule]`. */
export function formatFlowWarning(warning: FlowProblem): string {
  return formatLine(warning, "warning: ");
}

function formatLine(problem: FlowProblem, severity: string): string {
  const where = [
    ...(problem.flow === undefined ? [] : [`flow ${problem.flow}`]),
    ...(problem.action === undefined ? [] : [`action ${problem.action}`]),
  ];
  const whose = where.length > 0 ? ` (${where.join(", ")})` : "";
  return `${problem.file}:${problem.line}:${problem.column}: ${severity}${problem.message}${whose} [${problem.rule}]`;
}

function check(source: FlowSource, known: KnownHere | undefined): { flow?: Flow; problems: readonly Problem[] } {
  if (source.problems.length > 0) return { problems: source.problems };
  if (source.value === null) return { problems: [EMPTY] };
  const checked = checkFlow(source.value);
  const problems = [
    ...(checked.ok ? [] : checked.problems),
    ...checkTemplates(checked.parts),
    ...(known ? checkSecretHosts(checked.parts, known) : []),
  ];
  return checked.ok && problems.length === 0 ? { flow: checked.flow, problems } : { problems };
}

function inFile(problem: Problem, file: FlowFile, source: FlowSource): FlowProblem {
  const place =
    source.problems.length > 0 ? { line: problem.line ?? 1, column: problem.column ?? 1 } : source.placeOf(problem);
  const flow = flowId(source);
  const index = /^\/definition\/actions\/(\d+)/.exec(problem.pointer)?.[1];
  const action = index === undefined ? undefined : textAt(source, ["definition", "actions", index, "id"]);
  return {
    ...problem,
    ...place,
    file: file.path,
    ...(flow === undefined ? {} : { flow }),
    ...(action === undefined ? {} : { action }),
  };
}

function flowId(source: FlowSource): string | undefined {
  return textAt(source, ["id"]);
}

function textAt(source: FlowSource, path: readonly string[]): string | undefined {
  const found = path.reduce(property, source.value);
  return typeof found === "string" ? found : undefined;
}
