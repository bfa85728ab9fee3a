// Takes the events of an admitted request. Every event is checked as a whole before it is accepted, and 202 means stored.

import { isUtf8 } from "node:buffer";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { AcceptedBody } from "./answers.ts";
import { decodeBody } from "./content-encoding.ts";
import {
  type Accepted,
  type Admitted,
  type ApiAnswer,
  envelope,
  NO_MEMORY,
  refuse,
  refuseFor,
  type TakingPorts,
  type UnreadBody,
  unavailable,
} from "./request.ts";
import { takeBatch } from "./take-batch.ts";

/** Takes the events in the body of an admitted request. */
export async function takeBody(
  ports: TakingPorts,
  admitted: Admitted,
  received: Buffer | UnreadBody,
): Promise<ApiAnswer> {
  const { requestId, encoding, maxBytes } = admitted;
  const { batch } = admitted.body;
  if (received === "no-memory") return unavailable(requestId, NO_MEMORY);
  const body = received === "too-long" ? received : await decodeBody(received, encoding, maxBytes);
  if (body === "too-long") {
    const subject = batch ? "A request" : "An event";
    return refuse("too_large", requestId, `${subject} may have at most ${maxBytes} bytes.`);
  }
  if (body === "broken") {
    return refuse("invalid", requestId, `The body is not ${encoding}, as its Content-Encoding says.`);
  }
  if (!isUtf8(body)) return refuse("invalid", requestId, "The body is not UTF-8.");
  const text = body.toString("utf8");
  return batch ? takeBatch(ports, { ...admitted, batch }, text) : takeOne(ports, admitted, text);
}

async function takeOne(ports: TakingPorts, admitted: Admitted, received: string): Promise<ApiAnswer> {
  const { requestId } = admitted;
  const text = received === "" ? (admitted.body.whenEmpty ?? received) : received;
  const message: EventMessage = { ...envelope(admitted, ports.now()), request_id: requestId, body: text };
  const parsed = parseEvent(message, ports.sha256Hex);
  if (!parsed.ok) return refuseFor(requestId, parsed.problems);
  try {
    const [accepted] = await ports.accept([{ message, event: parsed.event }]);
    return { status: 202, body: acceptedBody(requestId, parsed.event.id, accepted) };
  } catch {
    // The store logs its error for the operator; the sender only needs to know that the event was not stored.
    return unavailable(requestId, "The event was not stored. Send it again.");
  }
}

function acceptedBody(request_id: string, event_id: string, accepted: Accepted | undefined): string {
  const body: AcceptedBody = { request_id, event_id, ...(accepted === "duplicate" && { duplicate: true }) };
  return JSON.stringify(body);
}
