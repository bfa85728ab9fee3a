// An explanation as text: the flows on the event's metric with their checks and paths, then the names of the other flows.

import type {
  Check,
  ExplainedCondition,
  ExplainedFlow,
  ExplainedGroup,
  ExplainedPath,
  Explanation,
  PathStep,
  SplitOnPath,
  Verdict,
  WaitOnPath,
  WebhookOnPath,
} from "#app/explain/explanation.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { shorten, shortTime, WIDTH, wrap } from "../command-line/lines.ts";
import { webhookLines } from "../render/webhook-text.ts";

interface TextOptions {
  /** The metrics that start flows, for "Did you mean". */
  readonly metrics: readonly string[];
  /** Whether one flow was selected. It is explained in full even if it starts on another metric. */
  readonly one: boolean;
}

/** The text of an explanation. Each line ends with a line break. */
export function explanationText(explanation: Explanation, { metrics, one }: TextOptions): string {
  const { event, flows } = explanation;
  const full = flows.filter((flow) => one || flow.path !== undefined || !isOfAnotherMetric(flow));
  const others = flows.filter((flow) => !full.includes(flow));
  const lines = [
    shorten(
      `${event.metric} of ${profileName(event.identifiers)}, ${shortTime(event.time)} UTC${receivedLater(event)}`,
    ),
    ...full.flatMap((flow) => ["", ...flowLines(flow)]),
    ...(full.length === 0 ? ["", ...noFlow(event.metric, metrics)] : []),
    ...(others.length === 0
      ? []
      : ["", ...wrap("Flows on other metrics: ", others.map(({ flow_id }) => flow_id).join(", "))]),
  ];
  return `${lines.join("\n")}\n`;
}

/** The profile's email address, or its first identifier. */
function profileName(identifiers: readonly string[]): string | undefined {
  const email = identifiers.find((identifier) => identifier.startsWith("email:"));
  return email?.slice("email:".length) ?? identifiers[0];
}

function receivedLater({ time, received_at }: Explanation["event"]): string {
  return shortTime(time) === shortTime(received_at) ? "" : `, received ${shortTime(received_at)}`;
}

function noFlow(metric: string, metrics: readonly string[]): string[] {
  return wrap("", `No flow starts on "${metric}".${didYouMean(metric, metrics)}`);
}

function isOfAnotherMetric({ checks }: ExplainedFlow): boolean {
  return checks.some(({ check, passes }) => check === "metric" && !passes);
}

const VERDICTS: Readonly<Record<Verdict, string>> = {
  starts: "starts",
  "would-start-if-live": "would start if it were live",
  "does-not-start": "does not start",
};

function flowLines({ flow_id, name, status, verdict, checks, notes, path }: ExplainedFlow): string[] {
  const title = `${mark(verdict === "starts")} ${flow_id} ${VERDICTS[verdict]}  (${name}, ${status})`;
  return [
    shorten(title),
    ...checks.filter(isShown).flatMap(checkLines),
    ...notes.flatMap((note) => wrap("  ! ", note)),
    ...(path === undefined
      ? []
      : [`  ${path.assumed ? ASSUMED[verdict] : "Its run"}, in UTC:`, ...pathLines(path, "    ")]),
  ];
}

const ASSUMED: Readonly<Record<Verdict, string>> = {
  starts: "Its run",
  "would-start-if-live": "Its run, if it were live",
  "does-not-start": "Its run, if it started anyway",
};

/** Whether a check says more than that it passes. */
function isShown({ check, passes, groups }: Check): boolean {
  return !passes || groups !== undefined || check === "re-entry";
}

function checkLines({ passes, says, groups }: Check): string[] {
  return [...wrap(`  ${mark(passes)} `, says), ...conditionLines(groups ?? [], "  ")];
}

/** The path of a run, indented: for each action its time, its result and the conditions behind it. */
function pathLines({ steps, end }: ExplainedPath, indent: string): string[] {
  return [...steps.flatMap((step) => stepLines(step, indent)), `${indent}${shortTime(end.at)}  ${end.says}`];
}

function stepLines(step: PathStep, indent: string): string[] {
  switch (step.type) {
    case "send-webhook":
      return webhookStepLines(step, indent);
    case "time-delay":
    case "target-date":
      return waitLines(step, indent);
    default:
      return splitLines(step, indent);
  }
}

function waitLines({ action_id, at, until, says, zone, until_there }: WaitOnPath, indent: string): string[] {
  const there = zone === undefined || until_there === undefined ? "" : ` (${shortTime(until_there)} in ${zone})`;
  return wrap(`${indent}${shortTime(at)}  `, `${action_id} waits ${says}, to ${shortTime(until)}${there}.`);
}

function splitLines({ action_id, at, branch, tried }: SplitOnPath, indent: string): string[] {
  const takes = branch === undefined ? "has no branch for this run" : `takes the branch "${branch}"`;
  const inner = `${indent}    `;
  return [
    shorten(`${indent}${shortTime(at)}  ${action_id} ${takes}.`),
    ...tried.flatMap(({ branch: id, holds, groups }) => {
      if (groups === undefined) return [];
      return [shorten(`${inner}${mark(holds)} branch "${id}"`), ...conditionLines(groups, inner)];
    }),
  ];
}

function webhookStepLines(step: WebhookOnPath, indent: string): string[] {
  const { action_id, at, name, says, result, profile_filter } = step;
  const named = name === undefined ? "" : ` (${name})`;
  const first = wrap(`${indent}${shortTime(at)}  `, `${action_id}${named} ${says}.`);
  const inner = `${indent}    `;
  if (result === "profile-filter-failed") return [...first, ...conditionLines(profile_filter ?? [], indent)];
  return result === "not-live" ? first : [...first, ...webhookLines(step, inner)];
}

/** The mark of a condition that holds, or of one that does not. */
function mark(holds: boolean): string {
  return holds ? "✓" : "✗";
}

/** The column of the value that a condition saw. */
const SAW_COLUMN = 62;

/** If a group has more conditions than this on values that are not set, they share one line. */
const MOST_UNSET = 3;

/** Groups of conditions, indented, with "and" between groups and "or" within one. */
function conditionLines(groups: readonly ExplainedGroup[], indent: string): string[] {
  return groups.flatMap(({ conditions }, group) => {
    const unset = conditions.filter(({ holds, saw }) => !holds && saw === undefined);
    const shortened = unset.length > MOST_UNSET;
    const shown = shortened ? conditions.filter((condition) => !unset.includes(condition)) : conditions;
    const joined = (index: number) => (index > 0 ? " or " : group > 0 ? "and " : "    ");
    const lines = shown.flatMap((condition, index) => conditionLine(condition, `${indent}${joined(index)}`));
    if (!shortened) return lines;
    const [first] = unset;
    const others = `${first?.condition}, and ${unset.length - 1} more like it`;
    return [...lines, ...seen(`${indent}${joined(shown.length)}✗ ${others}`, "not set")];
  });
}

function conditionLine({ condition, holds, saw, note }: ExplainedCondition, start: string): string[] {
  const value = saw === undefined ? "not set" : JSON.stringify(saw);
  const lines = seen(`${start}${mark(holds)} ${condition}`, value);
  const hidden = note?.startsWith("not set: ") ? note.slice("not set: ".length) : note;
  return hidden === undefined ? lines : [...lines, shorten(`${" ".repeat(start.length + 2)}(${hidden})`)];
}

/** A condition and the value that it saw, which goes to the next line if the condition is too long. */
function seen(line: string, value: string): string[] {
  const saw = `saw: ${value}`;
  if (line.length < SAW_COLUMN) return [shorten(`${line.padEnd(SAW_COLUMN)}${saw}`)];
  if (line.length + 2 + saw.length <= WIDTH) return [`${line}  ${saw}`];
  return [shorten(line), shorten(`${" ".repeat(SAW_COLUMN)}${saw}`)];
}
