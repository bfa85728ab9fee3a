// Loads flow files: parses and checks every file with its templates, and reports every problem of every file at once.
// Synth, the start of the server and the CLI share it.

import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import { property } from "#core/json.ts";
import { firstProblems, type Problem } from "#core/problem.ts";
import type { Source } from "#core/sources/source.ts";
import { sourceProblem } from "#core/sources/source-rules.ts";
import { lintFlow } from "../lint/lint-flow.ts";
import type { SampleEvent } from "../lint/sample-variables.ts";
import { loadSource, sourceOfFile } from "../sources/load-source.ts";
import { checkSecretHosts, type KnownHere } from "./check-secret-hosts.ts";
import { checkTemplates } from "./check-templates.ts";
import { type FlowSource, readFlowSource } from "./flow-source.ts";
import type { Place } from "./place-in-scalar.ts";

/** A flow file: its path, for messages, and its text. */
export interface FlowFile {
  readonly path: string;
  readonly text: string;
  /** Why the file could not be read, if it could not. */
  readonly unreadable?: string;
}

/** A problem with its position in a flow file. */
export interface FlowProblem extends Problem, Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The flow's id, if the file has one. */
  readonly flow?: string;
  /** The action's id, if the problem is in an action. */
  readonly action?: string;
  /** The source's name, if the file is a source file. */
  readonly source?: string;
}

/** The flows and sources of a directory, the problems in its files, and warnings about the files without problems. */
export interface LoadedFlows {
  readonly flows: readonly Flow[];
  readonly sources: readonly Source[];
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
}

const EMPTY = flowProblem("flow-invalid", [], "The file is empty: it must hold a flow.");

/** One flow file or source file, checked alone. */
export interface LoadedFile {
  readonly path: string;
  /** Undefined if the file has a problem, or is a source file. */
  readonly flow?: Flow;
  /** Undefined if the file has a problem, or is a flow file. */
  readonly source?: Source;
  readonly problems: readonly FlowProblem[];
  readonly warnings: readonly FlowProblem[];
  /** The flow's id and its position, if the file has one, also if the file has problems. */
  readonly id?: { readonly text: string; readonly place: Place };
}

/**
 * Loads flow files. A file with a problem yields no flow and no warnings.
 * @param samples events to check the templates' variables against.
 * @param known the known secrets and opened addresses; absent if unknown.
 */
export function loadFlows(
  files: readonly FlowFile[],
  samples: readonly SampleEvent[] = [],
  known?: KnownHere,
): LoadedFlows {
  return joinFlowFiles(files.map((file) => loadFlowFile(file, samples, known)));
}

/** Loads one flow file or source file, as `loadFlows` does. */
export function loadFlowFile(file: FlowFile, samples: readonly SampleEvent[] = [], known?: KnownHere): LoadedFile {
  const { path, unreadable } = file;
  if (unreadable !== undefined) {
    const problem = { ...flowProblem("flow-unreadable", [], unreadable), file: path, line: 1, column: 1 };
    return { path, problems: [problem], warnings: [] };
  }
  const name = sourceOfFile(path);
  if (name !== undefined) return loadSourceFile(name, file, known);
  const source = readFlowSource(file.text);
  const { flow, problems: found } = check(source, known);
  const placed = (all: readonly Problem[]) => all.map((problem) => inFile(problem, file, source)).sort(byPlace);
  const text = flowId(source);
  const place = text === undefined ? undefined : source.placeOf(flowProblem("flow-duplicate-id", ["id"], ""));
  return {
    path,
    problems: firstProblems(placed(found)),
    warnings: flow === undefined ? [] : placed(lintFlow(flow, samples, known)),
    ...(flow === undefined ? {} : { flow }),
    ...(text === undefined || place === undefined ? {} : { id: { text, place } }),
  };
}

function loadSourceFile(name: string, { path, text }: FlowFile, known: KnownHere | undefined): LoadedFile {
  const { source, problems, warnings } = loadSource(name, text, known);
  const inSource = (problem: Problem & Place): FlowProblem => ({ ...problem, file: path, source: name });
  return {
    path,
    ...(source === undefined ? {} : { source }),
    problems: problems.map(inSource),
    warnings: warnings.map(inSource),
  };
}

/** Joins files that were loaded one by one. Refuses a flow whose id another file has, and a source that another file declares. */
export function joinFlowFiles(files: readonly LoadedFile[]): LoadedFlows {
  const flows: Flow[] = [];
  const sources: Source[] = [];
  const problems: FlowProblem[] = [];
  const warnings: FlowProblem[] = [];
  const fileOfId = new Map<string, string>();
  const fileOfSource = new Map<string, string>();
  for (const file of files) {
    const repeated = [...checkId(file, fileOfId), ...checkSourceName(file, fileOfSource)];
    problems.push(...[...file.problems, ...repeated].sort(byPlace));
    if (repeated.length > 0) continue;
    if (file.flow !== undefined) flows.push(file.flow);
    if (file.source !== undefined) sources.push(file.source);
    if (file.problems.length === 0) warnings.push(...file.warnings);
  }
  return { flows, sources, problems, warnings };
}

/** Returns the problem of a directory without flow files. */
export function noFlowFiles(directory: string): FlowProblem {
  const message = "There are no flow files here: no name ends in .yaml, .yml or .json.";
  return { ...flowProblem("flow-no-files", [], message), file: directory, line: 1, column: 1 };
}

/** Sorts the problems of a file by their positions. */
function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

/** Refuses an id that another file has, also if that file has problems. */
function checkId({ id, path }: LoadedFile, fileOfId: Map<string, string>): FlowProblem[] {
  if (id === undefined) return [];
  const other = fileOfId.get(id.text);
  if (other === undefined) {
    fileOfId.set(id.text, path);
    return [];
  }
  const message = `The id "${id.text}" is already the id of the flow in ${other}. Give each flow its own id.`;
  return [{ ...flowProblem("flow-duplicate-id", ["id"], message), ...id.place, file: path, flow: id.text }];
}

/** Refuses a source that another file declares, such as a.source.yaml and a.source.yml. */
function checkSourceName({ source, path }: LoadedFile, fileOfSource: Map<string, string>): FlowProblem[] {
  if (source === undefined) return [];
  const { name } = source;
  const other = fileOfSource.get(name);
  if (other === undefined) {
    fileOfSource.set(name, path);
    return [];
  }
  const message = `The source "${name}" is already declared in ${other}. Remove or rename one of the files.`;
  return [{ ...sourceProblem("source-duplicate", [], message), line: 1, column: 1, file: path, source: name }];
}

/** Formats a problem as one line: `flows/a.yaml:12:9: … (flow a, action send) [rule]`. */
export function formatFlowProblem(problem: FlowProblem): string {
  return formatLine(problem, "");
}

/** Formats a warning as such a line: `flows/a.yaml:12:9: warning: … (flow a) [rule]`. */
export function formatFlowWarning(warning: FlowProblem): string {
  return formatLine(warning, "warning: ");
}

function formatLine(problem: FlowProblem, severity: string): string {
  const where = [
    ...(problem.flow === undefined ? [] : [`flow ${problem.flow}`]),
    ...(problem.action === undefined ? [] : [`action ${problem.action}`]),
    ...(problem.source === undefined ? [] : [`source ${problem.source}`]),
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
