// The format of CloudEvents 1.0 (https://cloudevents.io): an event as JSON, or its attributes as headers and its data as the body.

import type { JsonObject, JsonValue } from "../../../json.ts";
import { problemsOfZod } from "../../../problems-of-zod.ts";
import type { EventFormat, EventHeaders, ReadBody } from "../event-format.ts";
import { attributeProblems, cloudEventSchema } from "./cloud-event.ts";
import { eventOfHeaders, pointerInData, problemOfHeader, VERSION_HEADER } from "./event-headers.ts";
import { toPlain } from "./to-plain.ts";

/** The format of CloudEvents. A message with headers of attributes is in binary mode; any other is one event as JSON. */
export const cloudEventsFormat: EventFormat = {
  schema: cloudEventSchema,
  read: (body, headers) => (Object.hasOwn(headers, VERSION_HEADER) ? readBinary(body, headers) : readEvent(body)),
};

function readEvent(body: unknown): ReadBody {
  const parsed = cloudEventSchema.safeParse(body);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "event-invalid", body, cloudEventSchema) };
  }
  const problems = attributeProblems(body as JsonObject);
  return problems.length > 0 ? { ok: false, problems } : toPlain(parsed.data);
}

function readBinary(body: unknown, headers: EventHeaders): ReadBody {
  const joined = eventOfHeaders(headers, body as JsonValue);
  if (!joined.ok) return joined;
  const read = readEvent(joined.event);
  if (!read.ok) return { ok: false, problems: read.problems.map(problemOfHeader) };
  return { ...read, pointerInBody: (pointer) => pointerInData(read.pointerInBody(pointer)) ?? "" };
}
