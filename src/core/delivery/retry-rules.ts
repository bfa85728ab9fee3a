// What of a webhook's failures is tried again, how often and when: the default, changed by what its flow says.

import { durationMs, MAX_RETRIES, type Retry } from "../flow/retry.ts";
import { HOUR_MS } from "../time.ts";
import { RETRIED_STATUS_CODES } from "./outcome.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy, spanMs, windowsOver } from "./retry-policy.ts";

/** How a webhook is tried again. */
export interface RetryRules {
  readonly policy: RetryPolicy;
  /** The statuses that say "later". */
  readonly statusCodes: ReadonlySet<number>;
  /** The longest that a target can ask for by Retry-After, in milliseconds. */
  readonly longestRetryAfterMs: number;
}

/** A target's wish for an hour is honoured whatever the flow says: it may be the target that protects itself. */
const RETRY_AFTER_HONOURED_MS = HOUR_MS;

/** Those of a webhook of which its flow says nothing. */
export const DEFAULT_RETRY_RULES: RetryRules = rules(DEFAULT_RETRY_POLICY, RETRIED_STATUS_CODES);

/** The rules of a webhook, from what its flow says of retries. */
export function retryRules(retry: Retry | null | undefined): RetryRules {
  if (retry == null) return DEFAULT_RETRY_RULES;
  const { also = [], never = [] } = retry.status_codes ?? {};
  const refused = new Set(never);
  const codes = [...RETRIED_STATUS_CODES, ...also].filter((code) => !refused.has(code));
  return rules(policyOf(retry), new Set(codes));
}

function policyOf({ attempts, span, schedule }: Retry): RetryPolicy {
  if (schedule !== undefined) return { waitsMs: schedule.map(durationMs) };
  const retries = attempts === undefined ? MAX_RETRIES : attempts - 1;
  return windowsOver(retries, span === undefined ? spanMs(DEFAULT_RETRY_POLICY) : durationMs(span));
}

function rules(policy: RetryPolicy, statusCodes: ReadonlySet<number>): RetryRules {
  return { policy, statusCodes, longestRetryAfterMs: Math.max(spanMs(policy), RETRY_AFTER_HONOURED_MS) };
}
