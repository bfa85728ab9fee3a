// From scenario files to scenarios: every file is read and checked against its flows, and every problem is told at once,
// with file, line and column.

import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { readFlowSource } from "#app/flows/flow-source.ts";
import type { FlowProblem, LoadedFlows } from "#app/flows/load-flows.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { CommandFailed } from "../command-line/exit.ts";
import { loadFlowFiles, readFlowFiles } from "../files/flow-files.ts";
import { buildScenarios } from "./build-scenarios.ts";
import type { Scenario, ScenarioPlace } from "./scenario.ts";
import type { ReadBeside } from "./scenario-events.ts";
import { type ScenarioRule, scenarioFileSchema } from "./scenario-schema.ts";

/** A scenario file: where it lies, its text, and what it is about. */
export interface ScenarioText {
  readonly path: string;
  readonly text: string;
  /** The flows of the directory that it tests. */
  readonly flows: readonly Flow[];
  readonly readBeside: ReadBeside;
}

/** A problem with its place in a scenario file. */
export interface ScenarioProblem extends Problem<ScenarioRule>, ScenarioPlace {
  readonly line: number;
  readonly column: number;
}

/** The scenarios of a file, or all that is wrong with it. */
export interface LoadedScenarios {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly ScenarioProblem[];
}

/** Loads a scenario file. One with a problem gives no scenario. */
export function loadScenarios({ path, text, flows, readBeside }: ScenarioText): LoadedScenarios {
  const source = readFlowSource(text);
  if (source.problems.length > 0) {
    const problems = source.problems.map((found) => ({ ...found, rule: "scenario-not-yaml" as const, file: path }));
    return { scenarios: [], problems };
  }
  const placed = <Found extends Problem>(found: Found) => ({ ...found, ...source.placeOf(found), file: path });
  const parsed = scenarioFileSchema.safeParse(source.value);
  if (!parsed.success) {
    const problems = problemsOfZod(parsed.error, "scenario-invalid", source.value, scenarioFileSchema);
    return { scenarios: [], problems: problems.map(placed) };
  }
  const placeOf = (pointer: string) => ({ file: path, ...source.placeOf({ rule: "", pointer, message: "" }) });
  const built = buildScenarios(parsed.data, { flows, readBeside, placeOf });
  return built.ok
    ? { scenarios: built.scenarios, problems: [] }
    : { scenarios: [], problems: built.problems.map(placed) };
}

/** A problem as one line for people. */
export function formatScenarioProblem({ file, line, column, message, rule }: ScenarioProblem): string {
  return `${file}:${line}:${column}: ${message} [${rule}]`;
}

// Scenario files on disk, each with the flows that it tests: those of the folder above its folder `tests`, unless another
// directory is named.

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
