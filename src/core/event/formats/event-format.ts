// A format in which senders write events. Each has a schema and a mapping to the plain format, which every rule
// after it reads. Problems are found in the plain event; `places` leads them back into the body that the sender wrote.

import type * as z from "zod";
import type { Problem } from "../../problem.ts";
import { problemsOfZod } from "../../problems-of-zod.ts";
import type { EventRule } from "../event-rules.ts";
import type { PlainEvent } from "./plain/plain-event.ts";

/** The names of the formats; the message of an event carries one. */
export const EVENT_FORMAT_NAMES = ["plain", "klaviyo", "cloudevents", "segment"] as const;

/** The name of a format. */
export type EventFormatName = (typeof EVENT_FORMAT_NAMES)[number];

/** A part of the plain event and the part of the sender's body that it comes from, both as JSON pointers. */
export type Place = readonly [plain: string, body: string];

/** The headers of a message, by their names in lower case. */
export type EventHeaders = Readonly<Record<string, string>>;

/** A problem of an event. */
export type EventProblem = Problem<EventRule>;

/** A body as a plain event, or its problems, with pointers into the body. */
export type ReadBody =
  | {
      readonly ok: true;
      readonly plain: PlainEvent;
      /** Where the sender's body holds the part of the plain event that a pointer names. */
      readonly pointerInBody: (pointer: string) => string;
    }
  | { readonly ok: false; readonly problems: readonly EventProblem[] };

/** One format. */
export interface EventFormat {
  /** Describes the body: the source of API Gateway's model as well. */
  readonly schema: z.ZodType;
  /** Reads a body that JSON was parsed from, with the headers that its message carries. */
  readonly read: (body: unknown, headers: EventHeaders) => ReadBody;
}

/** The definition of a format. */
interface Definition<Body> {
  readonly schema: z.ZodType<Body>;
  readonly toPlain: (body: Body) => PlainEvent;
  /** A pointer follows the first place whose part contains it, so a part precedes those that contain it. */
  readonly places: readonly Place[];
}

/** The format that a definition describes. */
export function eventFormat<Body>({ schema, toPlain, places }: Definition<Body>): EventFormat {
  const pointerInBody = (pointer: string) => {
    const place = places.find(([plain]) => pointer === plain || pointer.startsWith(`${plain}/`));
    return place === undefined ? pointer : place[1] + pointer.slice(place[0].length);
  };
  return {
    schema,
    read(body) {
      const parsed = schema.safeParse(body);
      if (parsed.success) return { ok: true, plain: toPlain(parsed.data), pointerInBody };
      return { ok: false, problems: problemsOfZod(parsed.error, "event-invalid", body, schema) };
    },
  };
}
