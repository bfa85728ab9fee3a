// An explanation as text for a terminal: what there is to say of each flow on the event's metric, then the others by name.

import type { Check, ExplainedFlow, Explanation, Verdict } from "#app/explain/explanation.ts";
import { nearestName } from "#core/nearest-name.ts";
import { conditionLines, mark } from "./conditions-text.ts";
import { shorten, wrap } from "./lines.ts";
import { pathLines, shortTime } from "./path-text.ts";

/** What else the text tells. */
export interface TextOptions {
  /** The metrics that start flows, to tell which one may have been meant. */
  readonly metrics: readonly string[];
  /** Whether one flow was asked for: it is told in full though it starts on another metric. */
  readonly one: boolean;
}

/** An explanation, in lines that end with a line break. */
export function explanationText(explanation: Explanation, { metrics, one }: TextOptions): string {
  const { event, flows } = explanation;
  const full = flows.filter((flow) => one || flow.path !== undefined || !isOfAnotherMetric(flow));
  const others = flows.filter((flow) => !full.includes(flow));
  const lines = [
    shorten(`${event.metric} of ${whom(event.identifiers)}, ${shortTime(event.time)} UTC${receivedLater(event)}`),
    ...full.flatMap((flow) => ["", ...flowLines(flow)]),
    ...(full.length === 0 ? ["", ...noFlow(event.metric, metrics)] : []),
    ...(others.length === 0
      ? []
      : ["", ...wrap("Flows on other metrics: ", others.map(({ flow_id }) => flow_id).join(", "))]),
  ];
  return `${lines.join("\n")}\n`;
}

/** People know people by their email. */
function whom(identifiers: readonly string[]): string | undefined {
  const email = identifiers.find((identifier) => identifier.startsWith("email:"));
  return email?.slice("email:".length) ?? identifiers[0];
}

function receivedLater({ time, received_at }: Explanation["event"]): string {
  return shortTime(time) === shortTime(received_at) ? "" : `, received ${shortTime(received_at)}`;
}

function noFlow(metric: string, metrics: readonly string[]): string[] {
  const near = nearestName(metric, metrics);
  return wrap("", `No flow starts on "${metric}".${near === undefined ? "" : ` Did you mean "${near}"?`}`);
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
    ...checks.filter(isTold).flatMap(checkLines),
    ...notes.flatMap((note) => wrap("  ! ", note)),
    ...(path === undefined
      ? []
      : [`  ${path.assumed ? ASSUMED[verdict] : "Its run"}, in UTC:`, ...pathLines(path, "    ")]),
  ];
}

const ASSUMED: Readonly<Record<Verdict, string>> = {
  starts: "Its run",
  "would-start-if-live": "Its run, if it were live",
  "does-not-start": "Its run, if it started all the same",
};

/** Whether a check says more than that all is well. */
function isTold({ check, passes, groups }: Check): boolean {
  return !passes || groups !== undefined || check === "re-entry";
}

function checkLines({ passes, says, groups }: Check): string[] {
  return [...wrap(`  ${mark(passes)} `, says), ...conditionLines(groups ?? [], "  ")];
}
