// A delivery as the API returns it, and in full as text: its status, its request, and each attempt with its response. Fields that
// are not in the schemas are kept, for --json.

import * as z from "zod";
import type { JsonValue } from "#core/json.ts";
import { jsonLines, shorten, shortTime, WIDTH, wrap } from "../command-line/lines.ts";

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

/** A delivery with its request and attempts. */
export const deliverySchema = summarySchema.extend({
  flow_id: z.string(),
  action_id: z.string(),
  event_id: z.string(),
  request: z
    .looseObject({
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.unknown().optional(), // absent if rendering failed
    })
    .optional(),
  attempts: z.array(attemptSchema),
  event: z.looseObject({ profile: z.record(z.string(), z.unknown()) }),
});

type Delivery = z.infer<typeof deliverySchema>;

/** The text of `flowhook deliveries show`. */
export function deliveryLines(delivery: Delivery): string[] {
  const { id, flow_id, action_id, event_id, metric = "an event", event, created_at, attempts } = delivery;
  return [
    id,
    ...field("status", statusText(delivery)),
    ...field("flow", `${flow_id}, action ${action_id}`),
    ...field("event", `${metric} of ${profileName(event.profile)} (${event_id})`),
    ...field("created", `${shortTime(created_at)} UTC`),
    ...waitLines(delivery),
    "",
    ...requestLines(delivery.request),
    "",
    "Attempts, in UTC:",
    ...attempts.flatMap(attemptLines),
  ];
}

/** Most characters of a response that are shown: four lines. */
const SHOWN_OF_RESPONSE = 4 * (WIDTH - 8);

function field(name: string, value: string): string[] {
  return wrap(`  ${name.padEnd(8)} `, value);
}

function statusText({ status, reason }: Delivery): string {
  return reason === undefined ? status : `${status} (${reason})`;
}

function profileName(profile: Readonly<Record<string, unknown>>): string {
  const known = ["email", "phone_number", "external_id", "anonymous_id", "id"].map((name) => profile[name]);
  return String(known.find((value) => typeof value === "string") ?? "someone");
}

function waitLines({ next_attempt_at, waits_for }: Delivery): string[] {
  const next = next_attempt_at === undefined ? [] : field("next", `attempt at ${shortTime(next_attempt_at)} UTC`);
  if (waits_for === undefined) return next;
  const { target, since, next_probe_at } = waits_for;
  const why = `${target} has failed since ${shortTime(since)}; its next probe is at ${shortTime(next_probe_at)} UTC`;
  return [...next, ...field("waits for", why)];
}

function requestLines(request: Delivery["request"]): string[] {
  if (request === undefined) return ["No request was sent."];
  const { url, headers, body } = request;
  return [
    ...wrap("POST ", url),
    ...Object.entries(headers).map(([name, value]) => shorten(`  ${name}: ${value}`)),
    // The body was parsed from JSON, so it is a JSON value.
    ...(body === undefined ? ["  (the body could not be rendered)"] : jsonLines(body as JsonValue, "  ")),
  ];
}

function attemptLines(entry: z.infer<typeof attemptSchema>): string[] {
  const { round, attempt, at, duration_ms, outcome, status, reason, detail, response, replay } = entry;
  const answer = status === undefined ? "" : `, HTTP ${status} after ${duration_ms} ms`;
  const which = `round ${round}${attempt === 0 ? "" : `, attempt ${attempt}`}${replay ? ", replay" : ""}`;
  const why = reason === undefined ? [] : wrap("    ", `${reason}: ${detail ?? ""}`);
  const text = (response ?? "").replaceAll(/\s+/g, " ").slice(0, SHOWN_OF_RESPONSE);
  return [
    shorten(`  ${shortTime(at)}  ${which}: ${outcome}${answer}`),
    ...why,
    ...(text === "" ? [] : wrap("    ← ", text)),
  ];
}
