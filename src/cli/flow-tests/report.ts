// What flow tests came to, as text for a terminal: a line for each file, all there is to know of each scenario that failed,
// and how many passed.

import type { Explanation } from "#app/explain/explanation.ts";
import { explanationText } from "../explain/explanation-text.ts";
import { findingLines } from "./finding-text.ts";
import type { Finding } from "./judge.ts";
import type { Scenario } from "./scenario.ts";
import { describeTime } from "./scenario-time.ts";

/** A scenario that was played. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  /** What is not as expected; nothing where it passed. */
  readonly findings: readonly Finding[];
  /** What became of its events; empty where it passed. */
  readonly explanations: readonly Explanation[];
}

/** What all of them came to; `ms` is how long it took. */
export function reportText(results: readonly ScenarioResult[], ms: number): string {
  const byFile = Map.groupBy(results, ({ scenario }) => scenario.place.file);
  const lines = [...byFile].flatMap(([file, ofFile]) => {
    const failed = ofFile.filter(({ findings }) => findings.length > 0);
    const count = failed.length === 0 ? `${ofFile.length}` : `${failed.length} of ${ofFile.length} failed`;
    const heading = `${failed.length === 0 ? "✓" : "✗"} ${file} (${count})`;
    return failed.length === 0 ? [heading] : [heading, "", ...failed.flatMap(failedLines)];
  });
  const end = lines.at(-1) === "" ? [] : [""];
  return `${[...lines, ...end, summary(results, ms)].join("\n")}\n`;
}

/** The same for programs. */
export function reportJson(results: readonly ScenarioResult[], ms: number): string {
  const scenarios = results.map(({ scenario, findings, explanations }) => {
    const { name, place } = scenario;
    const told = findings.map((finding) => findingLines(finding, scenario).join("\n"));
    return { name, ...place, passed: findings.length === 0, findings: told, explanations };
  });
  const failed = scenarios.filter(({ passed }) => !passed).length;
  const report = { passed: scenarios.length - failed, failed, duration_ms: Math.round(ms), scenarios };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function summary(results: readonly ScenarioResult[], ms: number): string {
  const failed = results.filter(({ findings }) => findings.length > 0).length;
  const scenarios = `${results.length} scenario${results.length === 1 ? "" : "s"}`;
  const time = `in ${Math.round(ms)} ms`;
  return failed === 0 ? `${scenarios} passed ${time}` : `${failed} of ${scenarios} failed ${time}`;
}

function failedLines({ scenario, findings, explanations }: ScenarioResult): string[] {
  const { name, place, startedAt } = scenario;
  const title = `✗ ${place.file}:${place.line}:${place.column}  ${name}`;
  const why = explanations.flatMap((explanation) => ["", ...explanationLines(explanation)]);
  return [
    title,
    "",
    ...findings.flatMap((finding) => findingLines(finding, scenario).map((line) => `  ${line}`)),
    "",
    `  What happened, from ${describeTime(startedAt, startedAt)} on:`,
    ...why.map((line) => (line === "" ? "" : `    ${line}`)),
    "",
    `  To play it alone: flowhook test ${place.file} --name ${inShell(name)}`,
    "",
  ];
}

function explanationLines(explanation: Explanation): string[] {
  const metrics = [explanation.event.metric];
  const [title = "", ...lines] = explanationText(explanation, { metrics, one: false }).trimEnd().split("\n");
  return explanation.flows.length > 0 ? [title, ...lines] : [title, "", "None of the flows here starts on it."];
}

/** A text as an argument of a command. */
function inShell(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}
