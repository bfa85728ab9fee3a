// A path that takes events, and the formats of the bodies that it accepts. The embedded server, the stack and the OpenAPI document
// are built from these routes.

import type * as z from "zod";
import type { JsonValue } from "../../json.ts";
import type { Problem } from "../../problem.ts";
import type { EventRule } from "../event-rules.ts";
import type { EventFormatName } from "./event-format.ts";

/** A path to which senders POST events. */
export interface IngestRoute {
  readonly path: `/${string}`;
  /** The bodies that the path accepts. Of two that fit the headers of a request, the one that requires headers reads it. */
  readonly bodies: readonly RequestBody[];
  /**
   * How a request reaches the events queue on AWS. `queue`: API Gateway writes the body to the queue, without a function.
   * `function`: the ingest function reads it, because it holds many events or its answer depends on them.
   */
  readonly onAws: "queue" | "function";
  /** How the OpenAPI document and docs/api.md describe the path. */
  readonly operation: RouteOperation;
}

/** The description of a path, for people and for generated clients. */
export interface RouteOperation {
  /** The operationId: a verb and a noun in camel case. It becomes a function in generated clients, so it never changes. */
  readonly id: string;
  /** A few words. */
  readonly summary: string;
  /** Sentences in Markdown: what a sender must know that the schemas don't say. */
  readonly description: string;
}

/** A kind of body: how it is recognized, how it is split into events, and how it is answered. */
export interface RequestBody {
  /** The media types of the body, in lower case. */
  readonly contentTypes: readonly string[];
  /** Headers that a request must have, in lower case, such as `ce-specversion`. */
  readonly requiredHeaders?: readonly string[];
  /** The format of each event. */
  readonly format: EventFormatName;
  /**
   * The schema of the body, for the OpenAPI document.
   * @default the schema of the batch, or else of the format
   */
  readonly schema?: z.ZodType;
  /** Headers that become part of the event's message, by the beginning of their names, in lower case. */
  readonly keptHeaders?: readonly string[];
  /**
   * The JSON that an empty body represents.
   * @default an empty body is not an event
   */
  readonly whenEmpty?: string;
  /** Present if a body holds any number of events; without it, the body is one event. */
  readonly batch?: Batch;
  /** The path that documents the body, if that is another one. */
  readonly documentedAt?: IngestRoute["path"];
  /** A body that the path accepts, for the documentation: JSON, or a text if the body is not JSON. Tests send it. */
  readonly example: unknown;
  /** The headers of the example, if the format reads headers. */
  readonly exampleHeaders?: Readonly<Record<string, string>>;
}

/** Whether API Gateway can pass a body on without a function: it chooses by the media type alone, and a message is one event. */
export function isPassedOn({ batch, requiredHeaders }: RequestBody): boolean {
  return batch === undefined && requiredHeaders === undefined;
}

/** A body with any number of events. */
export interface Batch {
  /** The schema of the whole body; describes it in the OpenAPI document. */
  readonly schema: z.ZodType;
  /** Splits a body into its events. Does not check the events. */
  readonly split: (body: string) => SplitBody;
  /**
   * The effect of an event that is not valid. `refuse-request`: nothing is stored, and the answer is 400. `refuse-event`: the others
   * are stored, and the answer lists the result of each. `dead-letter`: it goes to the events dead letters, and the others are stored.
   */
  readonly onBadEvent: "refuse-request" | "refuse-event" | "dead-letter";
  /**
   * Whether a repeat of a request repeats its events: an event without unique_id and time then has an id that is derived from the
   * content of the request and the event's position. Otherwise it has an id that is derived from the id of the request.
   */
  readonly isRepeatable: boolean;
  /** Largest body, in bytes. */
  readonly maxBytes: number;
  /**
   * The answer once all valid events are stored.
   * @default 202 with the id of the request and the number of its events
   */
  readonly answer?: { readonly status: number; readonly body: JsonValue };
}

/** One event of a body that holds many. */
export type EventPart = {
  /** The event as JSON, or the text that is not JSON. */
  readonly text: string;
  /** Where the whole body holds the part of the event that a pointer names. */
  readonly pointerInBody: (pointer: string) => string;
} & (
  | {
      /** The same JSON, read. */
      readonly value: JsonValue;
    }
  | {
      /** The reasons why the event can't be read. Their pointers lead into the event. */
      readonly problems: readonly Problem<EventRule>[];
    }
);

/** The events of a body, or the reason why it can't be split. */
export type SplitBody =
  | { readonly ok: true; readonly events: readonly EventPart[] }
  | { readonly ok: false; readonly problems: readonly Problem<EventRule>[] };
