// What is put on a delivery's record instead of an attempt: that it was skipped, discarded or given up, and why.

import { describeReason, type OwnReason } from "#core/delivery/reasons.ts";
import type { Attempt } from "#core/delivery/record.ts";
import type { AttemptMade } from "./make-attempt.ts";

/** How a delivery ends without an attempt. */
export interface WithoutSending {
  readonly outcome: Extract<Attempt["outcome"], "skipped" | "discarded" | "failed" | "tested">;
  readonly reason: OwnReason;
  /** What is particular to this delivery; the reason's own words where there is nothing. */
  readonly detail?: string;
}

/** The entry for the record, of the round and attempt that `message` asks for. */
export function withoutSending(
  message: { readonly round: number; readonly attempt: number },
  at: number,
  { outcome, reason, detail }: WithoutSending,
): AttemptMade {
  const { round, attempt } = message;
  const why = { reason, detail: detail ?? describeReason(reason) };
  return { attempt: { round, attempt, at, duration_ms: 0, outcome, ...why } };
}
