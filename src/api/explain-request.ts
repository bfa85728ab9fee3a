// The bodies of requests that explain, render or test-send an event.

import * as z from "zod";
import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { jsonObject } from "#core/event/json-schema.ts";
import { type ParsedEvent, parseEventValue } from "#core/event/parse-event.ts";
import { property } from "#core/json.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { readJson } from "./read-json.ts";

const TIME = 'must be a time with a zone, such as "2026-11-24T09:30:00Z"';

const aboutEvent = {
  event: jsonObject.describe("An event, as POST /events takes it."),
  received_at: z.iso
    .datetime({ offset: true, error: TIME })
    .exactOptional()
    .describe("Treat the event as received at this time. Default: now."),
};

/** The body of `POST /manage/v1/explain`. */
export const explainRequestSchema = z.strictObject({
  ...aboutEvent,
  flow: z.string().min(1).exactOptional().describe("The id of one flow. Default: all flows."),
  assume_start: z.boolean().default(false).describe("Also follow the run of a flow that the event would not start."),
});

/** The body of `POST /manage/v1/render`. */
export const renderRequestSchema = z.strictObject({
  ...aboutEvent,
  flow: z.string().min(1).describe("The id of the flow."),
  action: z.string().min(1).exactOptional().describe("The id of one of its webhooks. Default: all of them."),
});

/** The body of `POST /manage/v1/flows/:flow/test-send`. */
export const testSendRequestSchema = z.strictObject({
  event: aboutEvent.event,
  action: z
    .string()
    .min(1)
    .exactOptional()
    .describe("The id of one of its webhooks. Required if the flow has several."),
});

/** The ports that parse a request. */
export interface EventRequestPorts {
  readonly now: () => number;
  readonly newRequestId: () => string;
  readonly sha256Hex: Sha256Hex;
}

/** A request about an event, or its problems with pointers into the body. */
type ParsedEventRequest<Asked> =
  | { readonly ok: true; readonly asked: Asked; readonly event: Event }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the body of a request about an event. */
export function parseEventRequest<Asked extends { event: object; received_at?: string }>(
  schema: z.ZodType<Asked>,
  text: string,
  ports: EventRequestPorts,
): ParsedEventRequest<Asked> {
  const json = readJson(text);
  if (json === undefined) return { ok: false, problems: [NOT_JSON] };
  const parsed = schema.safeParse(json.value);
  const problems = parsed.success ? [] : problemsOfZod(parsed.error, RULE, json.value, schema);
  const received_at = parsed.data?.received_at === undefined ? ports.now() : Date.parse(parsed.data.received_at);
  const body = property(json.value, "event");
  // The schema reports a missing event.
  const event = body === undefined ? NO_EVENT : parseEventIn(text, body, received_at, ports);
  if (parsed.success && event.ok) return { ok: true, asked: parsed.data, event: event.event };
  const known = new Set(problems.map(({ pointer }) => pointer));
  const ofEvent = event.ok ? [] : event.problems.map((one) => ({ ...one, pointer: `/event${one.pointer}` }));
  return { ok: false, problems: [...problems, ...ofEvent.filter(({ pointer }) => !known.has(pointer))] };
}

const NO_EVENT: ParsedEvent = { ok: false, problems: [] };

const RULE = "request-invalid";

const NOT_JSON: Problem = { rule: RULE, pointer: "", message: "The body is not JSON." };

/** Parses `value`, the part of the request's `body` that is the event. */
function parseEventIn(
  body: string,
  value: unknown,
  received_at: number,
  { newRequestId, sha256Hex }: EventRequestPorts,
): ParsedEvent {
  const envelope = { v: EVENT_MESSAGE_VERSION, format: "plain", key_id: "management", received_at } as const;
  return parseEventValue(value, { ...envelope, request_id: newRequestId(), body }, sha256Hex);
}
