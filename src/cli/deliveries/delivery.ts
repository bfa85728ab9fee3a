// What the commands read of the API's answers, checked like everything that comes from outside. There may be more, which
// --json passes on.

import * as z from "zod";
import type { JsonValue } from "#core/json.ts";
import { jsonLines, shorten, shortTime, WIDTH, wrap } from "../command-line/lines.ts";

/** A delivery in a list. */
export const summarySchema = z.looseObject({
  id: z.string(),
  status: z.string(),
  metric: z.string().optional(),
  profile: z.string().optional(),
  url: z.string().optional(),
  attempts_made: z.number(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  response_status: z.number().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  next_attempt_at: z.string().optional(),
  waits_for: z.looseObject({ target: z.string(), since: z.string(), next_probe_at: z.string() }).optional(),
});

/** A delivery in a list. */
export type Summary = z.infer<typeof summarySchema>;

const attemptSchema = z.looseObject({
  round: z.number(),
  attempt: z.number(),
  at: z.string(),
  duration_ms: z.number(),
  outcome: z.string(),
  status: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  response: z.string().optional(),
  replay: z.boolean().optional(),
});

/** An entry of a delivery's record. */
type ShownAttempt = z.infer<typeof attemptSchema>;

/** A delivery in full. */
export const deliverySchema = summarySchema.extend({
  flow_id: z.string(),
  action_id: z.string(),
  event_id: z.string(),
  request: z
    .looseObject({
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(), // absent where none could be made
    })
    .optional(),
  attempts: z.array(attemptSchema),
  event: z.looseObject({ profile: z.record(z.string(), z.unknown()) }),
});

/** A delivery in full. */
export type ShownDelivery = z.infer<typeof deliverySchema>;

// One delivery in full, as text for a terminal: what became of it, the request, and each attempt with its answer.

/** A delivery in full. */
export function deliveryLines(delivery: ShownDelivery): string[] {
  const { id, flow_id, action_id, event_id, metric, event, created_at, attempts } = delivery;
  return [
    id,
    ...field("status", standing(delivery)),
    ...field("flow", `${flow_id}, action ${action_id}`),
    ...field("event", `${metric} of ${whom(event.profile)} (${event_id})`),
    ...field("created", `${shortTime(created_at)} UTC`),
    ...waitLines(delivery),
    "",
    ...requestLines(delivery.request),
    "",
    "Attempts, in UTC:",
    ...attempts.flatMap(attemptLines),
  ];
}

/** Most characters of an answer's body that are shown: some lines. */
const SHOWN_OF_RESPONSE = 4 * (WIDTH - 8);

function field(name: string, value: string): string[] {
  return wrap(`  ${name.padEnd(8)} `, value);
}

function standing({ status, reason }: ShownDelivery): string {
  return reason === undefined ? status : `${status} (${reason})`;
}

function whom(profile: Readonly<Record<string, unknown>>): string {
  const known = ["email", "phone_number", "external_id", "anonymous_id", "id"].map((name) => profile[name]);
  return String(known.find((value) => typeof value === "string") ?? "someone");
}

function waitLines({ next_attempt_at, waits_for }: ShownDelivery): string[] {
  const next = next_attempt_at === undefined ? [] : field("next", `attempt at ${shortTime(next_attempt_at)} UTC`);
  if (waits_for === undefined) return next;
  const { target, since, next_probe_at } = waits_for;
  const why = `${target} fails since ${shortTime(since)}; its next probe is at ${shortTime(next_probe_at)} UTC`;
  return [...next, ...field("waits", why)];
}

function requestLines(request: ShownDelivery["request"]): string[] {
  if (request === undefined) return ["Nothing was sent."];
  // A body that was read as JSON is a JSON value.
  const { url, headers, body } = request;
  return [
    ...wrap("POST ", url),
    ...Object.entries(headers).map(([name, value]) => shorten(`  ${name}: ${value}`)),
    ...(body === undefined ? ["  (no body could be made)"] : jsonLines(body as JsonValue, "  ")),
  ];
}

function attemptLines(entry: ShownAttempt): string[] {
  const { round, attempt, at, duration_ms, outcome, status, reason, detail, response, replay } = entry;
  const answer = status === undefined ? "" : `, HTTP ${status} after ${duration_ms} ms`;
  const which = `round ${round}${attempt === 0 ? "" : `, attempt ${attempt}`}${replay ? ", replay" : ""}`;
  const said = reason === undefined ? [] : wrap("    ", `${reason}: ${detail ?? ""}`);
  const text = (response ?? "").replaceAll(/\s+/g, " ").slice(0, SHOWN_OF_RESPONSE);
  return [
    shorten(`  ${shortTime(at)}  ${which}: ${outcome}${answer}`),
    ...said,
    ...(text === "" ? [] : wrap("    ← ", text)),
  ];
}
