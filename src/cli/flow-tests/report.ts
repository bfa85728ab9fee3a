// The report of flow tests: a line for each file, the findings and explanations of each failed scenario, and the totals.

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

/** The result of a played scenario. */
export interface ScenarioResult {
  readonly scenario: Scenario;
  /** Empty if it passed. */
  readonly findings: readonly Finding[];
  /** Explanations of its events; empty if it passed. */
  readonly explanations: readonly Explanation[];
}

/** The report as text. `ms` is the duration in milliseconds. */
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

/** The report as JSON. */
export function reportJson(results: readonly ScenarioResult[], ms: number): string {
  const scenarios = results.map(({ scenario, findings, explanations }) => {
    const { name, place } = scenario;
    const texts = findings.map((finding) => findingLines(finding, scenario).join("\n"));
    return { name, ...place, passed: findings.length === 0, findings: texts, explanations };
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
    `  Events and flows, from ${describeTime(startedAt, startedAt)}:`,
    ...why.map((line) => (line === "" ? "" : `    ${line}`)),
    "",
    `  To run only this scenario: flowhook test ${place.file} --name ${inShell(name)}`,
    "",
  ];
}

function explanationLines(explanation: Explanation): string[] {
  const metrics = [explanation.event.metric];
  const [title = "", ...lines] = explanationText(explanation, { metrics, one: false }).trimEnd().split("\n");
  return explanation.flows.length > 0 ? [title, ...lines] : [title, "", "No flow starts on this metric."];
}

/** A text, quoted for a shell. */
function inShell(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

/** A finding as text. Times are offsets from the scenario's start. */
export function findingLines(finding: Finding, { startedAt }: Pick<Scenario, "startedAt">): string[] {
  switch (finding.type) {
    case "missing": {
      const { expected } = finding;
      return [`Expected (${placeText(expected.place)}), but not sent:`, `  ${expectedText(expected, startedAt)}`];
    }
    case "unexpected":
      return ["Sent, but not expected:", ...deliveryLines(finding.delivery, startedAt)];
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
        `No delivery to decide on (${placeText(place)}): ${decision} ${whichText(which)} at ${describeTime(at, startedAt)}`,
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

/** A delivery with its request and attempts. */
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

/** The attempts that did not deliver it, with their reasons. */
function attemptLines({ record }: PlayedDelivery, start: number): string[] {
  return record.attempts
    .filter(({ reason }) => reason !== undefined)
    .map(({ at, outcome, detail, reason }) => {
      return shorten(`    ${describeTime(at, start)} ${outcome}: ${detail ?? reason}`);
    });
}

/** The number of unchanged lines that are shown around a change. */
const CONTEXT = 3;

function differenceLines({ part, expected, found }: Difference, start: number): string[] {
  if (!expected.includes("\n") && !found.includes("\n")) {
    const [wanted, was] = part === "at" ? [timeText(expected, start), timeText(found, start)] : [expected, found];
    return [`  ${part}: expected ${wanted}`, `  ${" ".repeat(part.length)}   but was ${was}`];
  }
  const lines = lineDifference(expected, found);
  return [`  ${part} (- expected, + sent):`, ...lines.flatMap((line, index) => shownLine(line, index, lines))];
}

function timeText(iso: string, start: number): string {
  return describeTime(Date.parse(iso), start);
}

const SIGNS: Readonly<Record<DiffLine["side"], string>> = { both: " ", expected: "-", found: "+" };

/** A line of a difference. Lines far from any change are replaced by "…". */
function shownLine({ side, text }: DiffLine, index: number, lines: readonly DiffLine[]): string[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line.side !== "both");
  if (near(index)) return [`    ${SIGNS[side]} ${text}`];
  return index > 0 && near(index - 1) ? ["      …"] : [];
}
