// Statuses, the same four for a flow and for an action.

import * as z from "zod";

/** draft: not yet; manual: each delivery waits for a person; live: runs; disabled: stopped. */
export const STATUSES = ["draft", "manual", "live", "disabled"] as const;

export const statusSchema = z.enum(STATUSES);
