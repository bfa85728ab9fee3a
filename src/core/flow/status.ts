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
 * The id and status of a stored flow that is disabled or a draft; undefined for any other flow. No event starts such a flow, so a
 * release that can't read the rest of it does without.
 */
export function inactiveFlow(stored: unknown): { readonly id: string; readonly status: Status } | undefined {
  const id = property(stored, "id");
  const status = statusSchema.safeParse(property(stored, "status"));
  return typeof id === "string" && status.success && !isActive(status.data) ? { id, status: status.data } : undefined;
}
