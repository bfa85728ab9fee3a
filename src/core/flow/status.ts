// The status of a flow or of an action: the same four values.

import * as z from "zod";

/** draft: not started yet; manual: each delivery waits for approval by a person; live: runs; disabled: stopped. */
const STATUSES = ["draft", "manual", "live", "disabled"] as const;

export const statusSchema = z.enum(STATUSES);

/** The status of a flow or of an action. */
export type Status = z.infer<typeof statusSchema>;

/** Whether a flow or an action with this status sends, immediately or after an approval. */
export function isActive(status: Status): boolean {
  return status === "live" || status === "manual";
}
