// The flows of `flowhook serve`: read when it starts, and kept current while it serves.

import { watch } from "node:fs";
import { formatFlowProblem, formatFlowWarning, loadFlowFile } from "#app/flows/load-flows.ts";
import { systemTimer } from "#backends/embedded/timer.ts";
import { FileFlowStore } from "#backends/flow-files/file-flow-store.ts";
import { CommandFailed } from "../command-line/exit.ts";
import { parseInWorker } from "./parse-in-worker.ts";
import { type FlowKnowledge, knownToServe } from "./secrets.ts";
import { linesOf, watchFlows } from "./watch-flows.ts";

/** The flows, and how to keep them current. */
export interface ServedFlows {
  readonly store: FileFlowStore;
  /** Keeps the flows current until the result is closed; warns where there are none. */
  keepCurrent(): { close(): void };
}

/** Reads the flows of a directory. Fails with the problems where there are any. */
export function serveFlows(directory: string, knowledge: FlowKnowledge): ServedFlows {
  const known = knownToServe(knowledge);
  const store = new FileFlowStore(directory, (file) => loadFlowFile(file, [], known));
  const { flows, problems, warnings } = readOrFail(store, directory);
  if (problems.length > 0) {
    throw new CommandFailed(`There are problems in flows:\n${linesOf(problems, formatFlowProblem, "problems")}`);
  }
  // The demo shows what flows do, and not what they might better say.
  if (!knowledge.demo && warnings.length > 0) warn(linesOf(warnings, formatFlowWarning, "warnings"));
  const keepCurrent = () => {
    if (flows.length === 0) warn(noFlows(directory));
    return watchFlows({
      directory,
      look: () => store.look((files) => parseInWorker(knowledge, files), Date.now()),
      watch: (onChange, onBroken) => watchDirectory(directory, onChange, onBroken),
      setTimer: systemTimer,
      now: () => performance.now(),
      say: (line) => process.stdout.write(`${line}\n`),
      warn,
    });
  };
  return { store, keepCurrent };
}

function noFlows(directory: string): string {
  return (
    `WARNING: there are no flow files in ${directory}: no name ends in .yaml, .yml or .json. ` +
    "Flowhook accepts events, but they start nothing until a flow file is there."
  );
}

function readOrFail(store: FileFlowStore, directory: string): ReturnType<FileFlowStore["readAll"]> {
  try {
    return store.readAll();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailed(`The flows in ${directory} can't be read: ${why}`);
  }
}

function watchDirectory(directory: string, onChange: () => void, onBroken: () => void): () => void {
  const watcher = watch(directory, onChange);
  watcher.on("error", () => {
    watcher.close();
    onBroken();
  });
  return () => watcher.close();
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
