// From a message to its event, in any format. Messages of sources hold a request as it arrived; their mapping is applied here, so a
// dead letter becomes an event when it is sent again after the mapping was corrected.

import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import { parseEvent, parseEventValue } from "#core/event/parse-event.ts";
import { type EventMessage, SOURCE_FORMAT } from "#core/messages/event-message.ts";
import { keysOfPointer, type Problem } from "#core/problem.ts";
import { readContent } from "./request-content.ts";
import { CONTENT_TYPE, type Place, type RunnableSource } from "./runnable-source.ts";
import type { SourcesByName } from "./source-catalogue.ts";

/** The event of a message; or why it makes no event: by intention, or because of its problems. */
export type ParsedMessage =
  | { readonly outcome: "event"; readonly event: Event }
  | { readonly outcome: "ignored"; readonly reason: string }
  | { readonly outcome: "refused"; readonly problems: readonly Problem<EventRule>[] };

/** Whether a message is a request to a source. */
export function isSourceMessage(message: EventMessage): boolean {
  return message.format === SOURCE_FORMAT;
}

/**
 * Parses a message. The same message gives the same event, with the same id, for as long as its source stays as it is.
 * @param sources the sources by their names
 */
export function parseMessage(message: EventMessage, sources: SourcesByName, sha256Hex: Sha256Hex): ParsedMessage {
  if (!isSourceMessage(message)) {
    const parsed = parseEvent(message, sha256Hex);
    return parsed.ok ? { outcome: "event", event: parsed.event } : { outcome: "refused", problems: parsed.problems };
  }
  const source = sources.get(message.source ?? "");
  if (source === undefined) return refused([{ rule: "event-source-unknown", pointer: "", message: UNKNOWN }]);
  return parseRequest(message, source, sha256Hex);
}

const UNKNOWN = "No file declares this source. Add its file again, and send the request again.";

/** Parses the message of a request to this source, as `parseMessage` does. */
export function parseRequest(message: EventMessage, source: RunnableSource, sha256Hex: Sha256Hex): ParsedMessage {
  const headers = message.headers ?? {};
  const content = readContent(message.body, headers[CONTENT_TYPE]);
  if (!content.ok) return refused([content.problem]);
  const mapped = source.map(content.body, headers, message.received_at);
  switch (mapped.outcome) {
    case "ignored":
      return mapped;
    case "failed":
      return refused([failedMapping(mapped.problem)]);
    case "event": {
      const parsed = parseEventValue(mapped.values, { ...message, format: "plain" }, sha256Hex);
      if (parsed.ok) return { outcome: "event", event: parsed.event };
      return refused(parsed.problems.map((problem) => inRequest(problem, mapped.places)));
    }
  }
}

function refused(problems: readonly Problem<EventRule>[]): ParsedMessage {
  return { outcome: "refused", problems };
}

/** A template that failed. The position in the file is part of the message, because pointers lead into the request. */
function failedMapping({ pointer, message, line = 1, column = 1 }: Problem): Problem<EventRule> {
  const where = `${fieldOf(pointer)}, line ${line}, column ${column}`;
  return { rule: "event-mapping-failed", pointer: "", message: `The source's ${where}: ${message}` };
}

/**
 * A problem of the event as one of the request. The pointer leads to the value in the request's body if the mapping takes it from
 * there unchanged; the message names the field of the mapping.
 */
function inRequest(problem: Problem<EventRule>, places: readonly Place[]): Problem<EventRule> {
  if (problem.not_shown !== undefined) return problem;
  const { pointer } = problem;
  const place = places.find(([event]) => pointer === event || pointer.startsWith(`${event}/`));
  const inBody = place === undefined ? "" : place[1] + pointer.slice(place[0].length);
  return { ...problem, pointer: inBody, message: `The source's mapping${fieldOf(pointer)}: ${problem.message}` };
}

/** A pointer as the name of a field: "/profile/email" is ".profile.email". */
function fieldOf(pointer: string): string {
  return keysOfPointer(pointer)
    .map((key, index) => (index === 0 && pointer.startsWith("/mapping") ? key : `.${key}`))
    .join("");
}
