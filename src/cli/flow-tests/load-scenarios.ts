// Loads scenario files: each is checked against its flows, and all problems are reported with file, line and column.

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

interface ScenarioText {
  readonly path: string;
  readonly text: string;
  /** The flows that the file tests. */
  readonly flows: readonly Flow[];
  readonly readBeside: ReadBeside;
}

/** A problem with its place in a scenario file. */
interface ScenarioProblem extends Problem<ScenarioRule>, ScenarioPlace {
  readonly line: number;
  readonly column: number;
}

export interface LoadedScenarios {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly ScenarioProblem[];
}

/** Loads a scenario file. A file with a problem yields no scenarios. */
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

/** A problem as one line. */
export function formatScenarioProblem({ file, line, column, message, rule }: ScenarioProblem): string {
  return `${file}:${line}:${column}: ${message} [${rule}]`;
}

/** Scenarios, and the problems of their files and of the flows that they test. */
export interface ReadScenarios {
  readonly scenarios: readonly Scenario[];
  readonly problems: readonly ScenarioProblem[];
  readonly flowProblems: readonly FlowProblem[];
}

/** The folder in the folder of the flows that contains their scenarios. */
const TESTS = "tests";

/** The folder of the flows for scenarios that are not in a folder `tests`. */
const DEFAULT_FLOWS = "flows";

/** Reads scenario files, and directories of them. `flows` names another directory of the flows that they test. */
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
    // If flows have problems, scenarios would report them as unknown.
    if (tested.problems.length > 0) return { scenarios: [], problems: [] };
    return loadScenarios({ path, text, flows: tested.flows, readBeside });
  });
  return {
    scenarios: loaded.flatMap(({ scenarios }) => scenarios),
    problems: loaded.flatMap(({ problems }) => problems),
    flowProblems: [...directories.values()].flatMap(({ problems }) => problems),
  };
}
