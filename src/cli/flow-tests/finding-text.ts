// What is not as a scenario expected, as text for a terminal.

import { parseJson } from "#core/parse-json.ts";
import { jsonLines, shorten } from "../explain/lines.ts";
import type { Difference } from "./difference.ts";
import type { Finding } from "./judge.ts";
import { type DiffLine, lineDifference } from "./line-difference.ts";
import type { PlayedDelivery } from "./play-scenario.ts";
import type { ExpectedWebhook, Scenario, ScenarioPlace } from "./scenario.ts";
import type { Which } from "./scenario-schema.ts";
import { describeTime } from "./scenario-time.ts";

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
