// The answer that lists the result of each event of a request.

import type { Event } from "#core/event/event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { firstProblems, type Problem } from "#core/problem.ts";
import { shorten } from "#core/shorten.ts";
import { errorsBody } from "../errors.ts";
import type { EventResult, ResultsBody } from "./answers.ts";
import type { Accepted, ApiAnswer } from "./request.ts";

/** An event of a request: valid, or refused for these problems. */
export type CheckedEvent =
  | { readonly message: EventMessage; readonly event: Event }
  | { readonly message: EventMessage; readonly problems: readonly Problem[] };

/** Longest texts of a refused event, in characters, so that 1,000 of them fit into an answer of Lambda (6 MB). */
const MAX_DETAIL_LENGTH = 500;
const MAX_POINTER_LENGTH = 300;

/** Most problems that are listed of one event. */
const MAX_PROBLEMS = 3;

/** The results of a request in the order of its events. 202 if an event was accepted, else 400. */
export function batchResults(
  requestId: string,
  checked: readonly CheckedEvent[],
  accepted: readonly Accepted[],
): ApiAnswer {
  const results = [...accepted];
  const events = checked.map((event, index) =>
    "event" in event ? acceptedEvent(index, event.event.id, results.shift()) : refusedEvent(index, event.problems),
  );
  const body: ResultsBody = {
    request_id: requestId,
    accepted: accepted.length,
    refused: checked.length - accepted.length,
    events,
  };
  if (accepted.length > 0) return { status: 202, body: JSON.stringify(body) };
  const problems = checked.flatMap((event) => ("problems" in event ? event.problems : []));
  return {
    status: 400,
    body: JSON.stringify({ ...errorsBody("invalid", requestId, firstProblems(problems)), ...body }),
  };
}

function acceptedEvent(index: number, event_id: string, accepted: Accepted | undefined): EventResult {
  return { index, status: "accepted", event_id, ...(accepted === "duplicate" ? { duplicate: true } : {}) };
}

function refusedEvent(index: number, problems: readonly Problem[]): EventResult {
  return { index, status: "refused", errors: problemEntries(problems) };
}

/** The first problems of one event, in an answer that is not an error. */
export function problemEntries(problems: readonly Problem[]) {
  return firstProblems([...problems], MAX_PROBLEMS).map(({ rule, pointer, message }) => ({
    code: rule,
    detail: shorten(message, MAX_DETAIL_LENGTH),
    source: { pointer: shorten(pointer, MAX_POINTER_LENGTH) },
  }));
}
