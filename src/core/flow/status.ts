// Statuses, the same four for a flow and for an action.

import * as z from "zod";

/** draft: not yet; manual: each delivery waits for a person's approval; live: runs; disabled: stopped. */
const STATUSES = ["draft", "manual", "live", "disabled"] as const;

export const statusSchema = z.enum(STATUSES);

/** The status of a flow or of an action. */
export type Status = z.infer<typeof statusSchema>;

/** Whether a flow or an action of this status does something: by itself, or once a person approves it. */
export function isActive(status: Status): boolean {
  return status === "live" || status === "manual";
}
