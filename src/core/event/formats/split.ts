// The parts of splitting that batches of several formats share.

import { findIJsonFlaws, type IJsonFlaw } from "../../i-json.ts";
import type { JsonValue } from "../../json.ts";
import { parseJson } from "../../parse-json.ts";
import { Findings, jsonPointer, type Problem } from "../../problem.ts";
import type { EventRule } from "../event-rules.ts";
import { MAX_BATCH_EVENTS } from "../limits.ts";
import type { EventPart, SplitBody } from "./ingest-route.ts";

/** A part of a body that was read already. `pointer` leads to it in the whole body. With problems, the part is not valid. */
export function partAt(pointer: string, value: JsonValue, problems: Problems = []): EventPart {
  const part = { text: JSON.stringify(value), pointerInBody: (inner: string) => pointer + inner };
  return problems.length > 0 ? { ...part, problems } : { ...part, value };
}

type Problems = readonly Problem<EventRule>[];
type Unread = { readonly ok: false; readonly problems: Problems };

/** Reads a text as JSON. A field that occurs twice and half of a surrogate pair are problems (i-json.ts). */
export function readJson(
  text: string,
  subject = "The body",
): { readonly ok: true; readonly value: JsonValue } | Unread {
  const json = parse(text, subject);
  if (!json.ok) return json;
  const findings = new Findings<EventRule>();
  findIJsonFlaws(text, json.value, (flaw) => findings.add(() => problemOf(flaw, 0)));
  const problems = findings.problems();
  return problems.length > 0 ? { ok: false, problems } : json;
}

/** A body that holds a list of events. */
export interface BatchJson {
  readonly ok: true;
  readonly value: JsonValue;
  /** The problems of the event at this index for which `readJson` would refuse it. Their pointers lead into the event. */
  readonly problemsOf: (index: number) => Problems;
}

/** As `readJson`, for a body that holds a list of events at `place`: a problem inside an event is a problem of this event alone. */
export function readBatch(body: string, place: readonly string[]): BatchJson | Unread {
  const json = parse(body, "The body");
  if (!json.ok) return json;
  const ofEvents = new Map<PropertyKey, Findings<EventRule>>();
  const others = new Findings<EventRule>();
  findIJsonFlaws(body, json.value, (flaw) => {
    const path = flaw.path();
    const index = place.every((key, level) => path[level] === key) ? path[place.length] : undefined;
    if (index === undefined) return others.add(() => problemOf(flaw, 0));
    const findings = ofEvents.get(index) ?? new Findings();
    ofEvents.set(index, findings);
    findings.add(() => problemOf(flaw, place.length + 1));
  });
  const problems = others.problems();
  if (problems.length > 0) return { ok: false, problems };
  return { ...json, problemsOf: (index) => ofEvents.get(index)?.problems() ?? [] };
}

function problemOf({ message, path }: IJsonFlaw, from: number): Problem<EventRule> {
  return { rule: "event-invalid", pointer: jsonPointer(path().slice(from)), message };
}

function parse(text: string, subject: string): { readonly ok: true; readonly value: JsonValue } | Unread {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const message = `${subject} ${whyNotJson(text, error)}.`;
    return { ok: false, problems: [{ rule: "event-not-json", pointer: "", message }] };
  }
}

function whyNotJson(text: string, error: SyntaxError): string {
  if (text === "") return "is empty";
  if (text.startsWith("\uFEFF")) return "begins with a byte order mark. Send UTF-8 without it";
  return `is not JSON: ${error.message}`;
}

/** Splits a JSON array of events. */
export function splitArray(body: string): SplitBody {
  const json = readBatch(body, []);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return unsplit("The body must be a JSON array of events.");
  const refused = refusedCount(json.value.length);
  if (refused !== undefined) return refused; // before each of millions of items is written again
  return { ok: true, events: json.value.map((value, index) => partAt(`/${index}`, value, json.problemsOf(index))) };
}

/** The refusal of a body for its number of events; undefined if the number is allowed. */
export function refusedCount(events: number): SplitBody | undefined {
  if (events === 0) return unsplit("The body holds no event.");
  if (events <= MAX_BATCH_EVENTS) return undefined;
  return unsplit(`A request may have at most ${MAX_BATCH_EVENTS} events. Send several requests.`);
}

/** A body that can't be split. */
export function unsplit(message: string, pointer = ""): SplitBody {
  return { ok: false, problems: [{ rule: "event-invalid", pointer, message }] };
}
