// The message of a run between two actions. A run is a small value in a message; nothing is written to a table until something
// must be remembered.

import * as z from "zod";
import { storedEventSchema } from "./stored-event.ts";

/** The version of this message. */
export const RUN_MESSAGE_VERSION = 1;

/** The schema of the message: a run whose next action is `action_id`. */
export const runMessageSchema = z.object({
  v: z.literal(RUN_MESSAGE_VERSION),
  kind: z.literal("run"),
  /** The event that started the run. Templates read nothing else. */
  event: storedEventSchema,
  flow_id: z.string().min(1),
  /** The action to take next. */
  action_id: z.string().min(1),
  /** When the run started, in milliseconds since 1970. */
  started_at: z.number(),
  /** When this step is due. History is read as of this time. */
  due_at: z.number(),
});

/** A run between two of its actions. */
export type RunMessage = z.infer<typeof runMessageSchema>;
