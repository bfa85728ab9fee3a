// What an attempt came to. The adapter that POSTs tells what it saw (TargetAnswer); this file alone decides what that
// means for the delivery: done, tried again, or failed for good. It follows the statuses of Standard Webhooks
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Delivery success and
// failure"), except that a status by which a receiver says "never" fails at once.

import { type Reason, UNANSWERED_REASONS, type UnansweredReason } from "./reasons.ts";

/** What the adapter saw of one POST. */
export type TargetAnswer = Answered | Unanswered;

/** An HTTP answer came, whole or longer than what is read of it. */
export interface Answered {
  readonly type: "answered";
  readonly status: number;
  /** The Retry-After header as it came. */
  readonly retryAfter?: string;
  /** The beginning of the body as text, or a note in brackets where it is none. */
  readonly excerpt: string;
  /** From the call until the answer was read, in milliseconds. */
  readonly durationMs: number;
}

/** No HTTP answer came, or none was asked for. */
export interface Unanswered {
  readonly type: "unanswered";
  readonly reason: UnansweredReason;
  /** What is particular to this attempt: an error code, the refused address. Never the URL's path, nor headers. */
  readonly detail: string;
  /** From the call until it was given up, in milliseconds. */
  readonly durationMs: number;
}

/** What an attempt means for its delivery. */
export type Outcome =
  | { readonly type: "delivered"; readonly status: number }
  | { readonly type: "retry"; readonly reason: Reason; readonly status?: number; readonly retryAfter?: string }
  | { readonly type: "failed"; readonly reason: Reason; readonly status?: number };

/** The statuses that say "later" unless a flow says otherwise: all others than these and 2xx fail at once. */
export const RETRIED_STATUS_CODES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether a status says that the target did not accept the credentials. */
export function isUnauthorized(status: number | undefined): boolean {
  return status === 401 || status === 403;
}

const SWITCHING_PROTOCOLS = 101;
const GONE = 410;

/** What an attempt means for its delivery. `retried` are the statuses that say "later" for this webhook. */
export function classify(answer: TargetAnswer, retried: ReadonlySet<number> = RETRIED_STATUS_CODES): Outcome {
  if (answer.type === "answered") return classifyStatus(answer, retried);
  const { reason } = answer;
  return UNANSWERED_REASONS[reason].retried ? { type: "retry", reason } : { type: "failed", reason };
}

function classifyStatus({ status, retryAfter }: Answered, retried: ReadonlySet<number>): Outcome {
  if (status >= 200 && status <= 299) return { type: "delivered", status };
  if (retried.has(status)) {
    const retry = { type: "retry", reason: `http-${status}`, status } as const;
    return retryAfter === undefined ? retry : { ...retry, retryAfter };
  }
  if (status === SWITCHING_PROTOCOLS) return { type: "failed", reason: "protocol-switch-refused", status };
  if (status >= 300 && status <= 399) return { type: "failed", reason: "redirect-refused", status };
  if (status === GONE) return { type: "failed", reason: "target-gone", status };
  return { type: "failed", reason: `http-${status}`, status };
}
