// Builds the events of a scenario as ingest would receive them, from an event file, the profiles of the scenario file and the
// scenario, and the event's own fields. They are checked as ingest checks them.

import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";
import { EVENT_MESSAGE_VERSION, type EventMessage } from "#core/messages/event-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { isoTime } from "#core/time.ts";
import type { Happening } from "./scenario.ts";
import { type ScenarioRule, scenarioProblem, type WrittenEvent } from "./scenario-schema.ts";
import { timeAt } from "./scenario-time.ts";

/** Reads a file at a path relative to the scenario file. Throws if it can't be read. */
export type ReadBeside = (path: string) => string;

interface EventContext {
  /** The start of the scenario, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The profile of the scenario file and the scenario. */
  readonly profile?: JsonObject;
  readonly readBeside: ReadBeside;
}

type BuiltEvent =
  | { readonly ok: true; readonly happening: Happening }
  | { readonly ok: false; readonly problems: readonly Problem<ScenarioRule>[] };

/** Builds one event. Its `path` in the file makes its id. */
export function buildEvent(written: WrittenEvent, path: readonly PropertyKey[], context: EventContext): BuiltEvent {
  const { at, file, time, profile, ...fields } = written;
  const base = file === undefined ? { ok: true as const, event: {} } : readEventFile(file, path, context.readBeside);
  if (!base.ok) return base;
  const receivedAt = timeAt(at, context.startedAt);
  const mergedProfile = mergePatch(context.profile ?? base.event["profile"], (profile ?? {}) as JsonObject);
  const event = {
    // Without a file there is nothing to remove, so null stays the value null.
    ...(file === undefined ? fields : mergePatch(base.event, fields as JsonObject)),
    profile: mergedProfile,
    ...(time === undefined ? {} : { time: isoTime(timeAt(time, context.startedAt)) }),
  };
  const message: EventMessage = {
    v: EVENT_MESSAGE_VERSION,
    format: "plain",
    request_id: `scenario${jsonPointer(path)}`,
    received_at: receivedAt,
    key_id: "test",
    body: JSON.stringify(event),
  };
  const parsed = parseEvent(message, sha256Hex);
  if (parsed.ok) return { ok: true, happening: { type: "event", at: receivedAt, message } };
  const place = jsonPointer(path);
  const problems = parsed.problems.map(({ message: problem, pointer }) => {
    return { rule: "scenario-event" as const, pointer: place + pointer, message: problem };
  });
  return { ok: false, problems };
}

function readEventFile(
  file: string,
  path: readonly PropertyKey[],
  readBeside: ReadBeside,
): { ok: true; event: JsonObject } | { ok: false; problems: Problem<ScenarioRule>[] } {
  const refuse = (why: string) => {
    return { ok: false as const, problems: [scenarioProblem("scenario-event", [...path, "file"], why)] };
  };
  try {
    const event = parseJson(readBeside(file));
    return isJsonObject(event) ? { ok: true, event } : refuse(`"${file}" must contain one event, as a JSON object.`);
  } catch (error) {
    return refuse(`"${file}" can't be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** Applies a JSON Merge Patch (RFC 7396): merges objects field by field; null removes a field. Returns a new object. */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, isJsonObject(value) ? mergePatch(merged.get(name), value) : value);
  }
  return Object.fromEntries(merged);
}
