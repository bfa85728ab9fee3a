// The option --received-at: an event explained, or rendered, as if it had come at another time than now.

import * as z from "zod";
import { UsageError } from "../usage-error.ts";

const timeSchema = z.iso.datetime({ offset: true });

/** When an event is taken to be received, in milliseconds since 1970; `now` where the option is not given. */
export function readReceivedAt(text: string | undefined, now: number): number {
  if (text === undefined) return now;
  if (timeSchema.safeParse(text).success) return Date.parse(text);
  throw new UsageError(`--received-at must be a time with a zone, such as "2026-11-24T09:30:00Z", but is "${text}".`);
}
