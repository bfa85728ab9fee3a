// A webhook as lines: the request as it would be sent, what is wrong with it and what its event lacks.

import type { RenderProblem, ShownRequest, ShownWebhook } from "#app/explain/show-webhook.ts";
import { jsonLines, markedLine, shorten, wrap } from "../command-line/lines.ts";

/** Where a problem of a webhook lies, for people. */
export type PlaceOf = (webhook: ShownWebhook, problem: RenderProblem) => string;

/** The request of a webhook and all that is to be said of it, indented. */
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

/** A problem, and below it the line of the template with a marker under its column. */
function problemLines({ rule, message, column, source_line }: RenderProblem, place: string, indent: string): string[] {
  const told = wrap(`${indent}✗ `, `${place === "" ? "" : `${place}: `}${message} [${rule}]`);
  return source_line === undefined ? told : [...told, ...markedLine(source_line, column, `${indent}    `)];
}

function placeInMessage(_: ShownWebhook, { pointer, line, column }: RenderProblem): string {
  return line === undefined ? pointer : placeIn(pointer, line, column ?? 1);
}

function placeIn(pointer: string, line: number, column: number): string {
  return `${pointer}, ${line === 1 ? "" : `line ${line}, `}column ${column}`;
}
