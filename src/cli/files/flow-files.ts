// Flow files on the command line: files, and directories of them.

import { readFileSync, statSync } from "node:fs";
import { readFlowSource } from "#app/flows/flow-source.ts";
import { type FlowFile, type FlowProblem, type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import { problemOfDirectory, readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import type { Flow } from "#core/flow/flow.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { jsonPointer } from "#core/problem.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import { CommandFailed, UsageError } from "../command-line/exit.ts";

/** Flow files, and a problem for each directory without any. */
interface ReadFlowFiles {
  readonly files: readonly FlowFile[];
  readonly problems: readonly FlowProblem[];
}

/** Loads the flows of these files and directories. */
export function loadFlowFiles(paths: readonly string[]): LoadedFlows & { readonly files: readonly FlowFile[] } {
  const { files, problems } = readFlowFiles(paths);
  const loaded = loadFlows(files);
  return { ...loaded, problems: [...problems, ...loaded.problems], files };
}

/** Reads these files, and the flow files of these directories. */
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

/** A place in the message of a webhook. Line and column count from 1. */
interface MessagePlace {
  readonly pointer: string;
  readonly line?: number;
  readonly column?: number;
}

/** The only flow of a file. */
export interface OneFlow {
  readonly flow: RunnableFlow;
  /** The place in the file, as file:line:column, of a place in an action's message. */
  placeOf(actionId: string, place: MessagePlace): string;
}

type LoadedFlow =
  | { readonly ok: true; readonly value: OneFlow }
  | { readonly ok: false; readonly problems: readonly FlowProblem[]; readonly files: readonly FlowFile[] };

/** Loads a file that must contain one flow. */
export function loadOneFlow(path: string): LoadedFlow {
  const { flows, files, problems } = loadFlowFiles([path]);
  if (problems.length > 0) return { ok: false, problems, files };
  const [flow] = flows;
  const [file] = files;
  if (flow === undefined || file === undefined || flows.length > 1) {
    throw new UsageError(`${path} must be a file that contains one flow.`);
  }
  return { ok: true, value: { flow: runnableFlow(flow), placeOf: placesIn(flow, file) } };
}

/** Throws UsageError if the flow has no such webhook. */
export function checkAction({ webhooks }: RunnableFlow, action: string | undefined): void {
  if (action === undefined || webhooks.has(action)) return;
  throw new UsageError(`The flow has no webhook "${action}".${didYouMean(action, webhooks.keys())}`);
}

function placesIn({ definition }: Flow, { path, text }: FlowFile): OneFlow["placeOf"] {
  const source = readFlowSource(text);
  return (actionId, place) => {
    const index = definition.actions.findIndex(({ id }) => id === actionId);
    const message = jsonPointer(["definition", "actions", index, "data", "message"]);
    const problem = { rule: "", message: "", ...place, pointer: `${message}${place.pointer}` };
    const { line, column } = source.placeOf(problem);
    return `${path}:${line}:${column}`;
  };
}
