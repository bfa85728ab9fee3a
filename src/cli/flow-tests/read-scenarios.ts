// Scenario files on disk, each with the flows that it tests: those of the folder above its folder `tests`, unless another
// directory is named.

import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { FlowProblem, LoadedFlows } from "#app/flows/load-flows.ts";
import { loadFlowFiles, readFlowFiles } from "../flow-files.ts";
import { CommandFailed } from "../usage-error.ts";
import { loadScenarios, type ScenarioProblem } from "./load-scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** The scenarios of some files, and all that is wrong with these files and with the flows that they test. */
export interface ReadScenarios {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly ScenarioProblem[];
  readonly flowProblems: readonly FlowProblem[];
}

/** The name of the folder beside flows that holds their scenarios. */
const TESTS = "tests";

/** Where flows lie when nothing else says it. */
const DEFAULT_FLOWS = "flows";

/** Reads scenario files, and directories of them. `flows` is the directory of the flows that they test. */
export function readScenarios(paths: readonly string[], flows?: string): ReadScenarios {
  const directories = new Map<string, LoadedFlows>();
  const flowsOf = (directory: string): LoadedFlows => {
    const loaded = directories.get(directory) ?? loadFlowFiles([directory]);
    directories.set(directory, loaded);
    return loaded;
  };
  const loaded = readFlowFiles(paths).files.map(({ path, text, unreadable }) => {
    if (unreadable !== undefined) throw new CommandFailed(`${path}: ${unreadable}`);
    const folder = dirname(path);
    const readBeside = (beside: string) => readFileSync(resolve(folder, beside), "utf8");
    const tested = flowsOf(flows ?? (basename(folder) === TESTS ? dirname(folder) : DEFAULT_FLOWS));
    // Flows that are missing for a problem of their own are not told to be unknown.
    if (tested.problems.length > 0) return { scenarios: [], problems: [] };
    return loadScenarios({ path, text, flows: tested.flows, readBeside });
  });
  return {
    scenarios: loaded.flatMap(({ scenarios }) => scenarios),
    problems: loaded.flatMap(({ problems }) => problems),
    flowProblems: [...directories.values()].flatMap(({ problems }) => problems),
  };
}
