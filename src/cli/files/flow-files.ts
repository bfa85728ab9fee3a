// Flow files that a command was given: each a file, or a directory of them.

import { readFileSync, statSync } from "node:fs";
import { readFlowSource } from "#app/flows/flow-source.ts";
import { type FlowFile, type FlowProblem, type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import { problemOfDirectory, readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import type { Flow } from "#core/flow/flow.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { jsonPointer } from "#core/problem.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import { CommandFailed, UsageError } from "../command-line/exit.ts";

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

// A flow file on the command line that is to hold one flow, and the places of its messages in it.

/** A place in a message, as problems and variables tell it. */
interface MessagePlace {
  readonly pointer: string;
  readonly line?: number;
  readonly column?: number;
}

/** A flow of a file. */
export interface OneFlow {
  readonly flow: RunnableFlow;
  /** Where in the file, as `validate` tells it, something of an action's message is. */
  placeOf(actionId: string, place: MessagePlace): string;
}

/** The flow of a file, or what is wrong with it. */
export type LoadedFlow =
  | { readonly ok: true; readonly value: OneFlow }
  | { readonly ok: false; readonly problems: readonly FlowProblem[]; readonly files: readonly FlowFile[] };

/** Loads a file that was named on the command line. */
export function loadOneFlow(path: string): LoadedFlow {
  const { flows, files, problems } = loadFlowFiles([path]);
  if (problems.length > 0) return { ok: false, problems, files };
  const [flow] = flows;
  const [file] = files;
  if (flow === undefined || file === undefined || flows.length > 1) {
    throw new UsageError(`${path} must be a file of one flow.`);
  }
  return { ok: true, value: { flow: runnableFlow(flow), placeOf: placesIn(flow, file) } };
}

/** Refuses an action that the flow does not have. */
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
