// From the body that arrived to the one `Event`. The first problems are reported at once, each with its place.

import { ExactNumber } from "../exact-number.ts";
import { isMetricInScope } from "../keys/key-scope.ts";
import { type EventMessage, SOURCE_FORMAT } from "../messages/event-message.ts";
import { Findings, jsonPointer, type Problem } from "../problem.ts";
import { utf8Length } from "../utf8-length.ts";
import type { Event } from "./event.ts";
import { eventIdOf, eventIdOfContent, eventIdOfRequest, type Sha256Hex } from "./event-id.ts";
import type { EventRule } from "./event-rules.ts";
import { EVENT_FORMATS } from "./formats/event-formats.ts";
import type { PlainEvent } from "./formats/plain/plain-event.ts";
import { readJson } from "./formats/split.ts";
import {
  EARLIEST_TIME,
  MAX_DEPTH,
  MAX_FUTURE_MS,
  MAX_PROPERTIES,
  MAX_STORED_EVENT_BYTES,
  MAX_STRING_BYTES,
} from "./limits.ts";
import { PROFILE_IDENTIFIERS, profileKey } from "./profile.ts";

/** The event of a body, or the problems of the body. */
export type ParsedEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly problems: readonly Problem<EventRule>[] };

const RULE = "event-invalid" satisfies EventRule;

const NO_HEADERS = {};

/**
 * Parses the body of an event message. The same message always gives the same event, with the same id. A request to a source has no
 * event before its mapping: app/sources/parse-message.ts parses it.
 */
export function parseEvent(message: EventMessage, sha256Hex: Sha256Hex): ParsedEvent {
  const json = readJson(message.body);
  return json.ok ? parseEventValue(json.value, message, sha256Hex) : json;
}

/** As `parseEvent`, for JSON that was read already: `value` is the body of `message`, or a part of it. */
export function parseEventValue(value: unknown, message: EventMessage, sha256Hex: Sha256Hex): ParsedEvent {
  if (message.format === SOURCE_FORMAT) throw new TypeError("A request to a source was parsed without its mapping");
  const read = EVENT_FORMATS[message.format].read(value, message.headers ?? NO_HEADERS);
  if (!read.ok) return read;
  const { plain } = read;
  const outOfScope = checkScope(message, plain);
  if (outOfScope) return { ok: false, problems: [{ ...outOfScope, pointer: read.pointerInBody("/metric") }] };
  const time = plain.time == null ? message.received_at : Date.parse(plain.time);
  const key = profileKey(plain.profile);
  const findings = new Findings<EventRule>();
  for (const problem of checkBounds(plain, time, message.received_at)) findings.add(() => problem);
  if (key === undefined) findings.add(() => NO_IDENTIFIER);
  checkJson(plain, RULE, findings);
  const problems = findings.problems();
  if (key === undefined || problems.length > 0) {
    const inBody = problems.map((problem) => ({ ...problem, pointer: read.pointerInBody(problem.pointer) }));
    return { ok: false, problems: inBody };
  }
  const event = toEvent(plain, { message, time, key, sha256Hex });
  const tooLarge = checkStoredSize(message.body, event);
  return tooLarge ? { ok: false, problems: [tooLarge] } : { ok: true, event };
}

/** No value takes five times its length when it is written again (`1e20,` becomes 21 digits), so most events need no check. */
const MOST_GROWTH = 5;

function checkStoredSize(body: string, event: Event): Problem<EventRule> | undefined {
  if (body.length * MOST_GROWTH <= MAX_STORED_EVENT_BYTES) return undefined;
  const bytes = utf8Length(JSON.stringify(event));
  if (bytes <= MAX_STORED_EVENT_BYTES) return undefined;
  const message = `With all digits written out, the event has ${bytes} bytes; it may have at most ${MAX_STORED_EVENT_BYTES}.`;
  return { rule: RULE, pointer: "", message };
}

/** The scope is checked first: a sender learns nothing more about an event that it may not send. */
function checkScope({ key_metrics }: EventMessage, { metric }: PlainEvent): Problem<EventRule> | undefined {
  if (key_metrics === undefined || isMetricInScope(key_metrics, metric)) return undefined;
  const allowed = key_metrics.map((prefix) => JSON.stringify(prefix)).join(" or ");
  const message = `The scope of the ingest key allows only metrics that begin with ${allowed}.`;
  return { rule: "event-out-of-scope", pointer: "", message };
}

const NO_IDENTIFIER: Problem<EventRule> = {
  rule: RULE,
  pointer: "/profile",
  message: `The profile needs at least one identifier: ${PROFILE_IDENTIFIERS.join(", ")}.`,
};

function checkBounds(event: PlainEvent, time: number, receivedAt: number): Problem<EventRule>[] {
  const problems: Problem<EventRule>[] = [];
  if (time < EARLIEST_TIME) {
    problems.push({ rule: RULE, pointer: "/time", message: "The time must be after the year 1990." });
  }
  if (time > receivedAt + MAX_FUTURE_MS) {
    problems.push({ rule: RULE, pointer: "/time", message: "The time may be at most 1 year in the future." });
  }
  const count = Object.keys(event.properties ?? {}).length;
  if (count > MAX_PROPERTIES) {
    const message = `An event may have at most ${MAX_PROPERTIES} properties, but this one has ${count}.`;
    problems.push({ rule: RULE, pointer: "/properties", message });
  }
  return problems;
}

interface Origin {
  readonly message: EventMessage;
  readonly time: number;
  readonly key: string;
  readonly sha256Hex: Sha256Hex;
}

function idOf(plain: PlainEvent, { message, key, sha256Hex }: Origin): string {
  const { metric, unique_id, time, properties = {}, value, value_currency } = plain;
  if (unique_id != null) return eventIdOf(sha256Hex, key, metric, unique_id);
  if (time == null) return eventIdOfRequest(sha256Hex, message.request_id);
  const content = { time, properties, value: value ?? undefined, value_currency: value_currency ?? undefined };
  return eventIdOfContent(sha256Hex, key, metric, content);
}

function toEvent(plain: PlainEvent, origin: Origin): Event {
  const { message, time } = origin;
  return {
    id: idOf(plain, origin),
    metric: plain.metric,
    profile: plain.profile,
    properties: plain.properties ?? {},
    time,
    ...(plain.value == null ? {} : { value: plain.value }),
    ...(plain.value_currency == null ? {} : { value_currency: plain.value_currency }),
    ...(plain.unique_id == null ? {} : { unique_id: plain.unique_id }),
    ...(plain.backfill ? { backfill: true } : {}),
    received_at: message.received_at,
  };
}

/** A UTF-16 unit takes at most 3 bytes of UTF-8, so shorter strings need no counting. */
const BYTES_PER_UNIT = 3;

/**
 * Finds texts and nesting inside a JSON value that exceed the limits. Each value is visited once, and a pointer is built only for
 * a problem that is reported.
 */
function checkJson(value: unknown, rule: EventRule, findings: Findings<EventRule>): void {
  check(value, [], { rule, findings });
}

interface Check {
  readonly rule: EventRule;
  readonly findings: Findings<EventRule>;
}

function check(value: unknown, path: PropertyKey[], to: Check): void {
  if (typeof value === "string") checkString(value, path, to);
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return;
  if (path.length > MAX_DEPTH) {
    add(to, path, `Nested deeper than ${MAX_DEPTH} levels.`);
    return;
  }
  const inside = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, item] of inside) {
    path.push(key);
    check(item, path, to);
    path.pop();
  }
}

function checkString(text: string, path: PropertyKey[], to: Check): void {
  if (text.length * BYTES_PER_UNIT <= MAX_STRING_BYTES || utf8Length(text) <= MAX_STRING_BYTES) return;
  add(to, path, `A text may have at most ${MAX_STRING_BYTES} bytes.`);
}

function add({ rule, findings }: Check, path: PropertyKey[], message: string): void {
  findings.add(() => ({ rule, pointer: jsonPointer(path), message }));
}
