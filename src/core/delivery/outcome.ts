// Decides the outcome of an attempt. The adapter that POSTs reports the answer (TargetAnswer); only this file decides whether the
// delivery is done, is retried or has failed. It follows the statuses of Standard Webhooks
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Delivery success and
// failure"), except that a status that can't change by retrying fails the delivery at once.

import { type Reason, UNANSWERED_REASONS, type UnansweredReason } from "./reasons.ts";

/** The result of one POST, as the adapter saw it. */
export type TargetAnswer = Answered | Unanswered;

/** The target sent an HTTP answer, of which the adapter reads at most a limited length. */
export interface Answered {
  readonly type: "answered";
  readonly status: number;
  /** The Retry-After header, unparsed. */
  readonly retryAfter?: string;
  /** The beginning of the body as text, or a note in brackets if it is not text. */
  readonly excerpt: string;
  /** Time from the call until the answer was read, in milliseconds. */
  readonly durationMs: number;
}

/** The target sent no HTTP answer, or no request was sent. */
export interface Unanswered {
  readonly type: "unanswered";
  readonly reason: UnansweredReason;
  /** Details of this attempt: an error code, the refused address. Never the path of the URL, nor headers. */
  readonly detail: string;
  /** Time from the call until it was given up, in milliseconds. */
  readonly durationMs: number;
}

/** The outcome of an attempt for its delivery. */
export type Outcome =
  | { readonly type: "delivered"; readonly status: number }
  | { readonly type: "retry"; readonly reason: Reason; readonly status?: number; readonly retryAfter?: string }
  | { readonly type: "failed"; readonly reason: Reason; readonly status?: number };

/** The statuses that are retried by default. All others except 2xx fail the delivery at once. */
export const RETRIED_STATUS_CODES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether a status means that the target did not accept the credentials. */
export function isUnauthorized(status: number | undefined): boolean {
  return status === 401 || status === 403;
}

const SWITCHING_PROTOCOLS = 101;
const GONE = 410;

/** The outcome of an attempt for its delivery. `retried` are the statuses that are retried for this webhook. */
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
