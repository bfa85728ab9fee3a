// Event files on the command line: one event in the format of `POST /events`, or a list of events that happened before.

import { readFileSync } from "node:fs";
import { readFlowSource } from "#app/flows/flow-source.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Event } from "#core/event/event.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import { EARLIEST_TIME } from "#core/event/limits.ts";
import { type ParsedEvent, parseEvent } from "#core/event/parse-event.ts";
import { isJsonObject, property } from "#core/json.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { Findings, type Problem } from "#core/problem.ts";
import { CommandFailed } from "../command-line/exit.ts";

/** The content of a file, or all its problems. */
export type ReadFile<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** A problem with its place in a file. */
export interface FileProblem extends Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The file name that means standard input. */
const STANDARD_INPUT = "-";

/** The id of the request in which an event from a file counts as received. */
export const FILE_REQUEST_ID = "event";

/** Reads a file with one event, as if it were received at `receivedAt` (milliseconds since 1970). */
export function readEventFile(file: string, receivedAt: number): ReadFile<Event> {
  const read = readEventText(file, receivedAt);
  return read.ok ? { ok: true, value: read.value.event } : read;
}

/**
 * As `readEventFile`, with the unchanged text, for sending.
 * @param uniqueId replaces the event's unique_id.
 */
export function readEventText(
  file: string,
  receivedAt: number,
  uniqueId?: string,
): ReadFile<{ readonly event: Event; readonly text: string }> {
  const written = readText(file);
  const text = uniqueId === undefined ? written : withUniqueId(written, uniqueId);
  const parsed = parse(text, receivedAt, FILE_REQUEST_ID);
  if (parsed.ok) return { ok: true, value: { event: parsed.event, text } };
  return { ok: false, problems: placed(parsed.problems, file, text) };
}

/** Text that is not a JSON object is returned unchanged; the parser reports its problem. */
function withUniqueId(text: string, unique_id: string): string {
  try {
    const event = parseJson(text);
    return isJsonObject(event) ? JSON.stringify({ ...event, unique_id }) : text;
  } catch {
    return text;
  }
}

/** Reads a file with a list of past events. Each counts as received at its `time`, which is therefore required. */
export function readHistoryFile(file: string): ReadFile<readonly Event[]> {
  const text = readText(file);
  const list = parseList(text);
  if (list === undefined) return { ok: false, problems: placed([NO_LIST], file, text) };
  const findings = new Findings<string>();
  const events: Event[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = parsePast(item, index);
    if (parsed.ok) events.push(parsed.event);
    else for (const one of parsed.problems) findings.add(() => ({ ...one, pointer: `/${index}${one.pointer}` }));
  }
  const problems = findings.problems();
  return problems.length > 0 ? { ok: false, problems: placed(problems, file, text) } : { ok: true, value: events };
}

function parsePast(item: unknown, index: number): ParsedEvent {
  const time = property(item, "time");
  const at = typeof time === "string" ? Date.parse(time) : Number.NaN;
  const parsed = parse(JSON.stringify(item), Number.isNaN(at) ? EARLIEST_TIME : at, `event-${index}`);
  if (time != null) return parsed;
  return { ok: false, problems: [...(parsed.ok ? [] : parsed.problems), NO_TIME] };
}

/** A problem as one line. */
export function formatFileProblem({ file, line, column, pointer, message, rule }: FileProblem): string {
  return `${file}:${line}:${column}: ${pointer === "" ? "" : `${pointer}: `}${message} [${rule}]`;
}

const NO_LIST: Problem = {
  rule: "event-invalid",
  pointer: "",
  message: "The file must contain a JSON list of events that happened before.",
};

const NO_TIME: Problem<EventRule> = {
  rule: "event-invalid",
  pointer: "/time",
  message: "This field is required in a history: the time when the event happened.",
};

function parse(body: string, received_at: number, request_id: string) {
  const envelope = { v: EVENT_MESSAGE_VERSION, format: "plain", key_id: "command-line" } as const;
  return parseEvent({ ...envelope, request_id, received_at, body }, sha256Hex);
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = parseJson(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Finds lines and columns as in flow files, because JSON is a subset of YAML. */
function placed(problems: readonly Problem[], file: string, text: string): FileProblem[] {
  const source = readFlowSource(text);
  return problems.map((problem) => ({ ...problem, file, ...source.placeOf(problem) }));
}

/** The text of a file or of standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === STANDARD_INPUT ? process.stdin.fd : file, "utf8");
  } catch (error) {
    throw new CommandFailed(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
