// A request to ingest, and its answer: the same for the embedded server and for the ingest function.

import type { KeyLookup } from "#app/keys/presented-keys.ts";
import type { Now } from "#app/ports.ts";
import type { EventsDeadLetters } from "#app/runs/run-ports.ts";
import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import type { IngestRoute, RequestBody } from "#core/event/formats/ingest-route.ts";
import { EVENT_MESSAGE_VERSION, type EventMessage } from "#core/messages/event-message.ts";
import type { Problem } from "#core/problem.ts";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "../errors.ts";
import type { ContentEncoding } from "./content-encoding.ts";

/** The ports of ingest. */
export interface IngestPorts extends TakingPorts {
  readonly keys: KeyLookup;
  /** Largest request with many events that the backend can take, in bytes. */
  readonly maxBatchBytes: number;
  readonly newRequestId: () => string;
}

/** The ports that take the events of an admitted request. */
export interface TakingPorts {
  /** Stores events. Resolves once none of them can be lost, with a result for each; rejects if one may not be stored. */
  readonly accept: (events: readonly ValidEvent[]) => Promise<readonly Accepted[]>;
  readonly eventsDeadLetters: EventsDeadLetters;
  readonly now: Now;
  readonly sha256Hex: Sha256Hex;
  /** Resolves in another turn of the event loop, so that a large request delays no other for long. */
  readonly turn: () => Promise<unknown>;
}

/** An event that passed every check, and its message. */
export interface ValidEvent {
  readonly message: EventMessage;
  readonly event: Event;
}

/** The result of accepting an event. duplicate: the same event was accepted before, so accepting it is a no-op. */
export type Accepted = "stored" | "duplicate";

/** The headers of a request, by their names in lower case. */
export type IngestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request whose headers passed every check, so its body may be read. */
export interface Admitted {
  readonly route: IngestRoute;
  readonly body: RequestBody;
  readonly encoding: ContentEncoding;
  /** Largest body, in bytes, also after it is inflated. */
  readonly maxBytes: number;
  readonly requestId: string;
  readonly keyId: string;
  /** The prefixes of the metrics that the key may send; all metrics without them. */
  readonly keyMetrics?: readonly string[];
  /** The headers that belong to the events' messages. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Why a body was not read: it is longer than `maxBytes`, or the bodies of other requests take all of the memory. */
export type UnreadBody = "too-long" | "no-memory";

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The fields of a message that all events of a request share. */
export function envelope({ body, keyId, keyMetrics, headers }: Admitted, receivedAt: number) {
  return {
    v: EVENT_MESSAGE_VERSION,
    format: body.format,
    received_at: receivedAt,
    key_id: keyId,
    ...(headers && { headers }),
    ...(keyMetrics && { key_metrics: [...keyMetrics] }),
  } as const;
}

/** The answer while bodies of other requests take all of the memory. */
export const NO_MEMORY = "Too many large requests at once. Send this one again.";

/** The Retry-After of a 503, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** The answer to a request that is refused for one reason. */
export function refuse(code: ApiErrorCode, requestId: string, message: string): ApiAnswer {
  return refuseWith(code, requestId, [{ pointer: "", message }]);
}

/** The answer to a request whose events have these problems: 403 if the key may send none of them, else 400. */
export function refuseFor(requestId: string, problems: readonly Problem[]): ApiAnswer {
  return refuseWith(isOutOfScope(problems) ? "forbidden" : "invalid", requestId, problems);
}

/** Whether the scope of the key is the only reason why events are refused. */
export function isOutOfScope(problems: readonly Problem[]): boolean {
  return problems.length > 0 && problems.every(({ rule }) => rule === ("event-out-of-scope" satisfies EventRule));
}

function refuseWith(
  code: ApiErrorCode,
  requestId: string,
  problems: readonly Pick<Problem, "pointer" | "message">[],
): ApiAnswer {
  return { status: API_ERRORS[code].status, body: JSON.stringify(errorsBody(code, requestId, problems)) };
}

/** The answer to a request that was not stored, or of which a part may not have been stored. */
export function unavailable(requestId: string, message: string): ApiAnswer {
  return { ...refuse("unavailable", requestId, message), headers: { "retry-after": String(RETRY_AFTER_SECONDS) } };
}
