// A webhook as text: its request, its problems, and the variables that its event lacks.

import type { RenderProblem, ShownRequest, ShownWebhook } from "#app/explain/show-webhook.ts";
import { jsonLines, markedLine, shorten, wrap } from "../command-line/lines.ts";

/** The place of a webhook's problem, as text. */
export type PlaceOf = (webhook: ShownWebhook, problem: RenderProblem) => string;

/** A webhook, indented. */
export function webhookLines(webhook: ShownWebhook, indent: string, placeOf: PlaceOf = placeInMessage): string[] {
  return [
    ...requestLines(webhook.request, indent),
    ...webhook.problems.flatMap((problem) => problemLines(problem, placeOf(webhook, problem), indent)),
    ...webhook.missing_variables.flatMap(({ says, pointer, line, column }) =>
      wrap(`${indent}! `, `${says.replace(/\.$/, "")} (read at ${placeIn(pointer, line, column)}).`),
    ),
  ];
}

function requestLines({ method, url, headers, body }: ShownRequest, indent: string): string[] {
  return [
    ...(url === undefined ? [] : [shorten(`${indent}${method} ${url}`)]),
    ...Object.entries(headers ?? {}).map(([name, value]) => shorten(`${indent}${name}: ${value}`)),
    ...(body === undefined ? [] : jsonLines(body, indent)),
  ];
}

/** A problem and, below it, the template's line with a marker. */
function problemLines({ rule, message, column, source_line }: RenderProblem, place: string, indent: string): string[] {
  const lines = wrap(`${indent}✗ `, `${place === "" ? "" : `${place}: `}${message} [${rule}]`);
  return source_line === undefined ? lines : [...lines, ...markedLine(source_line, column, `${indent}    `)];
}

function placeInMessage(_: ShownWebhook, { pointer, line, column }: RenderProblem): string {
  return line === undefined ? pointer : placeIn(pointer, line, column ?? 1);
}

function placeIn(pointer: string, line: number, column: number): string {
  return `${pointer}, ${line === 1 ? "" : `line ${line}, `}column ${column}`;
}
