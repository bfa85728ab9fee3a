// A webhook as lines: the request as it would be sent, what is wrong with it and what its event lacks.

import type { RenderProblem, ShownRequest, ShownWebhook } from "#app/explain/show-webhook.ts";
import { jsonLines, shorten, wrap } from "./lines.ts";

/** The request of a webhook and all that is to be said of it, indented. */
export function webhookLines(webhook: ShownWebhook, indent: string): string[] {
  return [
    ...requestLines(webhook.request, indent),
    ...webhook.problems.flatMap((problem) => problemLines(problem, indent)),
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
export function problemLines({ rule, pointer, message, line, column, source_line }: RenderProblem, indent: string) {
  const place = pointer === "" ? "" : `${placeIn(pointer, line, column)}: `;
  const told = wrap(`${indent}✗ `, `${place}${message} [${rule}]`);
  return source_line === undefined ? told : [...told, ...markedLine(source_line, column ?? 1, `${indent}    `)];
}

function placeIn(pointer: string, line = 1, column = 1): string {
  const lines = line === 1 ? "" : `line ${line}, `;
  return `${pointer}, ${lines}column ${column}`;
}

/** Of a line that is too long to show, what stands before a place. */
const SHOWN_BEFORE = 40;

function markedLine(line: string, column: number, indent: string): string[] {
  const text = line.replaceAll("\t", " ").trimEnd();
  const start = column > SHOWN_BEFORE * 2 ? column - SHOWN_BEFORE : 1;
  const cut = start > 1 ? "…" : "";
  return [shorten(`${indent}${cut}${text.slice(start - 1)}`), `${indent}${cut && " "}${" ".repeat(column - start)}^`];
}
