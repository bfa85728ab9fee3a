// What flow tests came to, as text for a terminal: a line for each file, all there is to know of each scenario that failed,
// and how many passed.

import type { Explanation } from "#app/explain/explanation.ts";
import { parseJson } from "#core/parse-json.ts";
import { jsonLines, shorten } from "../command-line/lines.ts";
import { explanationText } from "../explain/explanation-text.ts";
import type { Difference, Finding } from "./judge.ts";
import { type DiffLine, lineDifference } from "./line-difference.ts";
import type { PlayedDelivery } from "./play-scenario.ts";
import type { ExpectedWebhook, Scenario, ScenarioPlace } from "./scenario.ts";
import type { Which } from "./scenario-schema.ts";
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

// What is not as a scenario expected, as text for a terminal.

/** A finding, in lines; times are told from the scenario's start. */
export function findingLines(finding: Finding, { startedAt }: Pick<Scenario, "startedAt">): string[] {
  switch (finding.type) {
    case "missing": {
      const { expected } = finding;
      return [`Expected (${placeText(expected.place)}), but did not leave:`, `  ${expectedText(expected, startedAt)}`];
    }
    case "unexpected":
      return ["Left, but was not expected:", ...deliveryLines(finding.delivery, startedAt)];
    case "different": {
      const { expected, delivery, differences } = finding;
      return [
        `Not as expected (${placeText(expected.place)}): ${deliveryText(delivery, startedAt)}`,
        ...differences.flatMap((difference) => differenceLines(difference, startedAt)),
        ...attemptLines(delivery, startedAt),
      ];
    }
    case "idle-review": {
      const { decision, which, at, place } = finding.review;
      return [
        `Nothing waited for it (${placeText(place)}): ${decision} ${whichText(which)} at ${describeTime(at, startedAt)}`,
      ];
    }
  }
}

function placeText({ file, line }: ScenarioPlace): string {
  return `${file}:${line}`;
}

function expectedText({ at, outcome, ...which }: ExpectedWebhook, start: number): string {
  return `${whichText(which)} at ${describeTime(at, start)}, ${outcome}`;
}

function whichText({ flow, action }: Which): string {
  return [flow, action].filter((name) => name !== undefined).join(" ") || "a webhook";
}

function deliveryText({ record, at }: PlayedDelivery, start: number): string {
  const { flow_id, action_id, status, reason } = record;
  const why = reason === undefined ? "" : ` (${reason})`;
  return `${flow_id} ${action_id} at ${describeTime(at, start)}, ${status}${why}`;
}

/** A delivery with all that was sent of it. */
function deliveryLines(delivery: PlayedDelivery, start: number): string[] {
  const request = delivery.request ?? delivery.record.request;
  const body = request?.body === undefined ? undefined : parseJson(request.body);
  return [
    `  ${deliveryText(delivery, start)}`,
    ...(request === undefined ? [] : [shorten(`    POST ${request.url}`)]),
    ...(body === undefined ? [] : jsonLines(body, "    ")),
    ...attemptLines(delivery, start),
  ];
}

/** Why it was not delivered at once, where it was not. */
function attemptLines({ record }: PlayedDelivery, start: number): string[] {
  return record.attempts
    .filter(({ reason }) => reason !== undefined)
    .map(({ at, outcome, detail, reason }) => {
      return shorten(`    ${describeTime(at, start)} ${outcome}: ${detail ?? reason}`);
    });
}

/** How many lines around a change are shown. */
const CONTEXT = 3;

function differenceLines({ what, expected, found }: Difference, start: number): string[] {
  if (!expected.includes("\n") && !found.includes("\n")) {
    const [wanted, was] = what === "at" ? [timeText(expected, start), timeText(found, start)] : [expected, found];
    return [`  ${what}: expected ${wanted}`, `  ${" ".repeat(what.length)}   but was ${was}`];
  }
  const lines = lineDifference(expected, found);
  return [`  ${what}, - expected and + sent:`, ...lines.flatMap((line, index) => shownLine(line, index, lines))];
}

function timeText(iso: string, start: number): string {
  return describeTime(Date.parse(iso), start);
}

const SIGNS: Readonly<Record<DiffLine["side"], string>> = { both: " ", expected: "-", found: "+" };

/** A line of a difference; of what is far from any change, only that something is left out. */
function shownLine({ side, text }: DiffLine, index: number, lines: readonly DiffLine[]): string[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line.side !== "both");
  if (near(index)) return [`    ${SIGNS[side]} ${text}`];
  return index > 0 && near(index - 1) ? ["      …"] : [];
}
