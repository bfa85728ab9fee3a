// Conditions as lines: one below the other, each with what it saw, joined by "and" between groups and "or" inside one.

import type { ExplainedCondition, ExplainedGroup } from "#app/explain/explanation.ts";
import { shorten, WIDTH } from "./lines.ts";

/** The mark of what holds, and of what does not. */
export function mark(holds: boolean): string {
  return holds ? "✓" : "✗";
}

/** The column at which what was seen is told. */
const SAW_COLUMN = 62;

/** In a group of more conditions than this, those on values that are not set are told in one line. */
const MOST_UNSET = 3;

/** Groups of conditions, indented. */
export function conditionLines(groups: readonly ExplainedGroup[], indent: string): string[] {
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

/** What was seen stands beside the condition, or below one that is too long. */
function seen(line: string, value: string): string[] {
  const beside = `saw: ${value}`;
  if (line.length < SAW_COLUMN) return [shorten(`${line.padEnd(SAW_COLUMN)}${beside}`)];
  if (line.length + 2 + beside.length <= WIDTH) return [`${line}  ${beside}`];
  return [shorten(line), shorten(`${" ".repeat(SAW_COLUMN)}${beside}`)];
}
