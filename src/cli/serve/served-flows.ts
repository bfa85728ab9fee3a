// The flows of `flowhook serve`: read at the start, and reloaded when their files change.

import { watch } from "node:fs";
import { formatFlowProblem, formatFlowWarning, loadFlowFile } from "#app/flows/load-flows.ts";
import { systemTimer } from "#backends/embedded/timer.ts";
import { FileFlowStore } from "#backends/flow-files/file-flow-store.ts";
import { CommandFailed } from "../command-line/exit.ts";
import { parseInWorker } from "./parse-in-worker.ts";
import { type FlowKnowledge, knownToServe } from "./secrets.ts";
import { linesOf, watchFlows } from "./watch-flows.ts";

interface ServedFlows {
  readonly store: FileFlowStore;
  /** Reloads changed flows until the result is closed. Warns if there are no flows. */
  keepCurrent(): { close(): void };
}

/** Reads the flows of a directory. Throws CommandFailed with their problems. */
export function serveFlows(directory: string, knowledge: FlowKnowledge): ServedFlows {
  const known = knownToServe(knowledge);
  const store = new FileFlowStore(directory, (file) => loadFlowFile(file, [], known));
  const { flows, problems, warnings } = readOrFail(store, directory);
  if (problems.length > 0) {
    throw new CommandFailed(`The flow files have problems:\n${linesOf(problems, formatFlowProblem, "problems")}`);
  }
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
    `WARNING: ${directory} contains no flow files: no file name ends in .yaml, .yml or .json. ` +
    "Flowhook accepts events, but they start no flows until you add one."
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
