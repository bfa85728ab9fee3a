// Parses a body in one format, as the message of one request. Tests of formats compare the events and the problems.

import { createHash } from "node:crypto";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { type ParsedEvent, parseEvent } from "#core/event/parse-event.ts";

/** When the message of every test was received. */
export const RECEIVED_AT = Date.UTC(2026, 10, 24);

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

/** The fields that every message of these tests has. */
export const ENVELOPE = { v: 1, request_id: "request-1", received_at: RECEIVED_AT, key_id: "key_1" } as const;

/** The event of a body. A text is the body itself; any other value is written as JSON. */
export function parseInFormat(
  format: EventFormatName,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): ParsedEvent {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return parseEvent({ ...ENVELOPE, format, ...(headers && { headers }), body: text }, sha256Hex);
}

/** The problems of a body, each as its pointer and its message. */
export function problemsInFormat(
  format: EventFormatName,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): string[] {
  const result = parseInFormat(format, body, headers);
  return result.ok ? [] : result.problems.map(({ pointer, message }) => `${pointer} ${message}`);
}
