// `flowhook test`: plays the scenarios of flows on a simulated clock, without sending anything.

import { parseArgs } from "node:util";
import { formatFlowProblem } from "#app/flows/load-flows.ts";
import { CommandFailed, EXIT } from "../command-line/exit.ts";
import { printJson, printNotice, printText } from "../command-line/output.ts";
import { judge } from "./judge.ts";
import { formatScenarioProblem, type ReadScenarios, readScenarios } from "./load-scenarios.ts";
import { openMemoryPlayground } from "./memory-playground.ts";
import { playScenario } from "./play-scenario.ts";
import { reportJson, reportText, type ScenarioResult } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { traceScenario } from "./trace.ts";

const DEFAULT_TESTS = "flows/tests";

/** Runs the command. */
export async function runTest(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { flows: { type: "string" }, name: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const startedAt = performance.now();
  const read = readScenarios(positionals.length > 0 ? positionals : [DEFAULT_TESTS], values.flows);
  if (read.problems.length > 0 || read.flowProblems.length > 0) return tellProblems(read, values.json);
  const results: ScenarioResult[] = [];
  for (const scenario of named(read.scenarios, values.name)) results.push(await test(scenario));
  const ms = performance.now() - startedAt;
  printText(values.json ? reportJson(results, ms) : reportText(results, ms));
  return results.every(({ findings }) => findings.length === 0) ? EXIT.done : EXIT.failed;
}

async function test(scenario: Scenario): Promise<ScenarioResult> {
  const findings = judge(scenario, await playScenario(scenario, openMemoryPlayground));
  return { scenario, findings, explanations: findings.length > 0 ? await traceScenario(scenario) : [] };
}

/** The scenarios whose names contain a text, case-insensitively. */
function named(scenarios: readonly Scenario[], text = ""): readonly Scenario[] {
  const found = scenarios.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  if (found.length > 0) return found;
  throw new CommandFailed(
    scenarios.length === 0 ? "The folder contains no scenario files." : `No scenario's name contains "${text}".`,
  );
}

function tellProblems({ problems, flowProblems }: ReadScenarios, json: boolean): number {
  if (json) printJson({ problems: [...flowProblems, ...problems] });
  const lines = [...flowProblems.map(formatFlowProblem), ...problems.map(formatScenarioProblem)];
  if (!json) for (const line of lines) printNotice(line);
  return EXIT.failed;
}
