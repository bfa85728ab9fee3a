// The way of a run as lines: one for each action, with its time and what came of it, and below it why.

import type { ExplainedPath, PathStep, SplitOnPath, WaitOnPath, WebhookOnPath } from "#app/explain/explanation.ts";
import { conditionLines, mark } from "./conditions-text.ts";
import { shorten, wrap } from "./lines.ts";
import { webhookLines } from "./webhook-text.ts";

/** A path, indented. */
export function pathLines({ steps, end }: ExplainedPath, indent: string): string[] {
  return [...steps.flatMap((step) => stepLines(step, indent)), `${indent}${shortTime(end.at)}  ${end.says}`];
}

/** An ISO time to the second, for reading: "2026-11-24 12:00:00". */
export function shortTime(iso: string): string {
  return iso.slice(0, "2026-11-24T12:00:00".length).replace("T", " ");
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
