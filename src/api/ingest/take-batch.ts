// Takes a request with many events. All valid events are stored in one step, before the answer.

import type { Batch, EventPart } from "#core/event/formats/ingest-route.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { parseEventValue } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { firstProblems, type Problem } from "#core/problem.ts";
import type { AllAcceptedBody } from "./answers.ts";
import { batchResults, type CheckedEvent } from "./batch-results.ts";
import {
  type Accepted,
  type Admitted,
  type ApiAnswer,
  envelope,
  refuseFor,
  type TakingPorts,
  unavailable,
} from "./request.ts";

type AdmittedBatch = Admitted & { readonly batch: Batch };

/** Events that are checked in one turn of the event loop: about a millisecond. */
const EVENTS_A_TURN = 25;

/** Takes the events of a body. */
export async function takeBatch(ports: TakingPorts, admitted: AdmittedBatch, text: string): Promise<ApiAnswer> {
  const { batch, requestId } = admitted;
  const split = batch.split(text);
  if (!split.ok) return refuseFor(requestId, split.problems);
  const checked = await checkEvents(ports, admitted, split.events, text);
  const problems = checked.flatMap((event) => ("problems" in event ? event.problems : []));
  const isRefused = batch.onBadEvent === "refuse-request" && problems.length > 0;
  if (isRefused) return refuseFor(requestId, firstProblems(eachOnce(problems)));
  try {
    const accepted = await store(ports, batch, checked);
    return answerOf(admitted, checked, accepted);
  } catch {
    // The store logs its error for the operator. Events that were stored have the same ids when the request is repeated.
    return unavailable(
      requestId,
      "Not every event was stored. Send the request again. An event with a unique id or a time is not added twice.",
    );
  }
}

/** Events of one profile repeat the problems of the profile. */
function eachOnce(problems: readonly Problem[]): Problem[] {
  return [
    ...new Map(problems.map((problem) => [JSON.stringify([problem.pointer, problem.message]), problem])).values(),
  ];
}

async function checkEvents(
  ports: TakingPorts,
  admitted: AdmittedBatch,
  parts: readonly EventPart[],
  text: string,
): Promise<CheckedEvent[]> {
  const shared = envelope(admitted, ports.now());
  const { keyId, requestId, batch } = admitted;
  const origin = batch.isRepeatable ? `content_${ports.sha256Hex(JSON.stringify([keyId, text]))}` : requestId;
  const checked: CheckedEvent[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0 && index % EVENTS_A_TURN === 0) await ports.turn();
    const message: EventMessage = { ...shared, request_id: `${origin}:${index}`, body: part.text };
    const pointerInBody = batch.onBadEvent === "dead-letter" ? same : part.pointerInBody;
    checked.push(checkEvent(ports, message, part, pointerInBody));
  }
  return checked;
}

/** The pointers of a dead letter lead into its body, which is the event alone. */
const same = (pointer: string) => pointer;

function checkEvent(
  { sha256Hex }: TakingPorts,
  message: EventMessage,
  part: EventPart,
  pointerInBody: (pointer: string) => string,
): CheckedEvent {
  if (Buffer.byteLength(part.text) > MAX_EVENT_BYTES) {
    const problem = `An event may have at most ${MAX_EVENT_BYTES} bytes.`;
    return { message, problems: [{ rule: "event-invalid", pointer: pointerInBody(""), message: problem }] };
  }
  const parsed = "problems" in part ? { ok: false as const, ...part } : parseEventValue(part.value, message, sha256Hex);
  if (parsed.ok) return { message, event: parsed.event };
  return { message, problems: parsed.problems.map((problem) => inBody(problem, pointerInBody)) };
}

/** An entry that only counts problems has no pointer. */
function inBody(problem: Problem, pointerInBody: (pointer: string) => string): Problem {
  return problem.not_shown === undefined ? { ...problem, pointer: pointerInBody(problem.pointer) } : problem;
}

/** Stores the valid events, and the dead letters of the others if the batch has them. */
async function store(ports: TakingPorts, batch: Batch, checked: readonly CheckedEvent[]): Promise<readonly Accepted[]> {
  const valid = checked.filter((event) => "event" in event);
  const bad = batch.onBadEvent === "dead-letter" ? checked.filter((event) => "problems" in event) : [];
  const letters = bad.map(({ message, problems }) =>
    ports.eventsDeadLetters.send({ message, reason: problems[0]?.rule ?? "event-invalid", problems }),
  );
  const [accepted] = await Promise.all([ports.accept(valid), ...letters]);
  return accepted;
}

function answerOf(
  { batch, requestId }: AdmittedBatch,
  checked: readonly CheckedEvent[],
  accepted: readonly Accepted[],
): ApiAnswer {
  if (batch.answer) return { status: batch.answer.status, body: JSON.stringify(batch.answer.body) };
  if (batch.onBadEvent === "refuse-event") return batchResults(requestId, checked, accepted);
  const body: AllAcceptedBody = { request_id: requestId, accepted: accepted.length };
  return { status: 202, body: JSON.stringify(body) };
}
