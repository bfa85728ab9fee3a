// While the server runs, a changed flow file takes effect at once; one with a problem changes nothing and is told.

import { type FSWatcher, watch } from "node:fs";
import { formatFlowProblem, formatFlowWarning } from "#app/flows/load-flows.ts";
import type { FileFlowStore } from "#backends/flow-files/file-flow-store.ts";

/** Editors write a file in several steps; they are waited for, in milliseconds. */
const SETTLE_MS = 200;

/** Reloads the flows whenever their directory changes. */
export function watchFlows(directory: string, store: FileFlowStore): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  return watch(directory, () => {
    clearTimeout(timer);
    timer = setTimeout(() => reload(store), SETTLE_MS);
  });
}

function reload(store: FileFlowStore): void {
  const { flows, problems, warnings } = store.reload();
  for (const warning of warnings) process.stderr.write(`${formatFlowWarning(warning)}\n`);
  if (problems.length === 0) {
    process.stdout.write(`Flows reloaded: ${flows.length}\n`);
  } else {
    process.stderr.write(
      `The flows stay as they were:\n${problems.map((found) => `${formatFlowProblem(found)}\n`).join("")}`,
    );
  }
}
