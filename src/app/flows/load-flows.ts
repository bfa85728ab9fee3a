// From flow files to flows: every file is read and checked, its templates included, and every problem of every file is
// told at once. The same at synth, at the start of the server and in the CLI.

import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import { isJsonObject, type JsonValue } from "#core/json.ts";
import type { Problem } from "#core/problem.ts";
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

/** The flows of a directory, and all that is wrong with its files. */
export interface LoadedFlows {
  readonly flows: readonly Flow[];
  readonly problems: readonly FlowProblem[];
}

/** Loads flow files. A file with a problem gives no flow. */
export function loadFlows(files: readonly FlowFile[]): LoadedFlows {
  const flows: Flow[] = [];
  const problems: FlowProblem[] = [];
  const fileOfId = new Map<string, string>();
  for (const file of files) {
    const source = readFlowSource(file.text);
    const checked = check(source);
    problems.push(...checked.problems.map((problem) => inFile(problem, file, source)));
    if (!checked.flow) continue;
    const other = fileOfId.get(checked.flow.id);
    if (other === undefined) {
      fileOfId.set(checked.flow.id, file.path);
      flows.push(checked.flow);
    } else {
      const message = `The id "${checked.flow.id}" is that of the flow in ${other}. Every flow needs an id of its own.`;
      problems.push(inFile(flowProblem("flow-duplicate-id", ["id"], message), file, source));
    }
  }
  return { flows, problems };
}

/** A problem as one line for people: `flows/a.yaml:12:9: … (flow a, action send) [rule]`. */
export function formatFlowProblem(problem: FlowProblem): string {
  const where = [
    ...(problem.flow === undefined ? [] : [`flow ${problem.flow}`]),
    ...(problem.action === undefined ? [] : [`action ${problem.action}`]),
  ];
  const whose = where.length > 0 ? ` (${where.join(", ")})` : "";
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}${whose} [${problem.rule}]`;
}

function check(source: FlowSource): { flow?: Flow; problems: readonly Problem[] } {
  if (source.problems.length > 0) return { problems: source.problems };
  const checked = checkFlow(source.value);
  if (!checked.ok) return { problems: checked.problems };
  const problems = checkTemplates(checked.flow);
  return problems.length > 0 ? { problems } : { flow: checked.flow, problems };
}

function inFile(problem: Problem, file: FlowFile, source: FlowSource): FlowProblem {
  const place =
    source.problems.length > 0 ? { line: problem.line ?? 1, column: problem.column ?? 1 } : source.placeOf(problem);
  // The source is the result of parsing YAML, which gives JSON values and dates; only its texts are looked at.
  const value = source.value as JsonValue | undefined;
  const flow = textAt(value, ["id"]);
  const index = /^\/definition\/actions\/(\d+)/.exec(problem.pointer)?.[1];
  const action = index === undefined ? undefined : textAt(value, ["definition", "actions", index, "id"]);
  return {
    ...problem,
    ...place,
    file: file.path,
    ...(flow === undefined ? {} : { flow }),
    ...(action === undefined ? {} : { action }),
  };
}

function textAt(value: JsonValue | undefined, path: readonly string[]): string | undefined {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isJsonObject(found)) found = found[key];
    else return undefined;
  }
  return typeof found === "string" ? found : undefined;
}
