// The status of a flow or of an action: the same four values.

import * as z from "zod";
import { property } from "../json.ts";

/** draft: not started yet; manual: each delivery waits for approval by a person; live: runs; disabled: stopped. */
const STATUSES = ["draft", "manual", "live", "disabled"] as const;

export const statusSchema = z.enum(STATUSES);

/** The status of a flow or of an action. */
export type Status = z.infer<typeof statusSchema>;

/** Whether a flow or an action with this status sends, immediately or after an approval. */
export function isActive(status: Status): boolean {
  return status === "live" || status === "manual";
}

/**
 * Whether a stored flow is disabled or a draft, as far as its id and status can be read. No event starts it, so a release that
 * can't read the rest of it can leave it out.
 */
export function startsNothing(stored: unknown): boolean {
  const status = statusSchema.safeParse(property(stored, "status"));
  return typeof property(stored, "id") === "string" && status.success && !isActive(status.data);
}
