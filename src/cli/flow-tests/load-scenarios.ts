// From scenario files to scenarios: every file is read and checked against its flows, and every problem is told at once,
// with file, line and column.

import { readFlowSource } from "#app/flows/flow-source.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { buildScenarios } from "./build-scenarios.ts";
import type { Scenario, ScenarioPlace } from "./scenario.ts";
import type { ReadBeside } from "./scenario-events.ts";
import type { ScenarioRule } from "./scenario-rules.ts";
import { scenarioFileSchema } from "./scenario-schema.ts";

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
