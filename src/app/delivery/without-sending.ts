// An entry of a delivery's record that takes the place of an attempt: the delivery was skipped, discarded or abandoned.

import { describeReason, type OwnReason } from "#core/delivery/reasons.ts";
import type { Attempt } from "#core/delivery/record.ts";
import type { AttemptMade } from "./make-attempt.ts";

/** How a delivery ends without an attempt. */
export interface WithoutSending {
  readonly outcome: Extract<Attempt["outcome"], "skipped" | "discarded" | "failed" | "tested">;
  readonly reason: OwnReason;
  /** Details of this delivery; defaults to the reason's own description. */
  readonly detail?: string;
}

/** Returns the entry for the round and attempt that `message` asks for. */
export function withoutSending(
  message: { readonly round: number; readonly attempt: number },
  at: number,
  { outcome, reason, detail }: WithoutSending,
): AttemptMade {
  const { round, attempt } = message;
  const why = { reason, detail: detail ?? describeReason(reason) };
  return { attempt: { round, attempt, at, duration_ms: 0, outcome, ...why } };
}
