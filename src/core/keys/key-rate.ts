// The rate of a key, and the token bucket that enforces it where no gateway does. The schema is in key-rate-schema.ts, so that the
// types that users import do not depend on zod.

import { SECOND_MS } from "../time.ts";

/** How many requests a key may make before they are answered with 429. */
export interface KeyRate {
  /** Requests a second, on average. */
  readonly requests_per_second: number;
  /** Requests at once. */
  readonly burst: number;
}

/** Whether two rates are the same. */
export function isSameRate(one: KeyRate | undefined, other: KeyRate | undefined): boolean {
  return one?.requests_per_second === other?.requests_per_second && one?.burst === other?.burst;
}

/** A rate as text: "5/s, 10 at once". */
export function rateText({ requests_per_second, burst }: KeyRate): string {
  return `${requests_per_second}/s, ${burst} at once`;
}

/** The requests that a key may make at once, as of a time in milliseconds. */
export interface RequestBucket {
  readonly tokens: number;
  readonly at: number;
}

/** The bucket after a request, and how long the key must wait if the request is refused, in whole seconds. */
export type TakenRequest =
  | { readonly ok: true; readonly bucket: RequestBucket }
  | { readonly ok: false; readonly bucket: RequestBucket; readonly retryAfterSeconds: number };

/** Takes one request from a bucket; a key without a bucket has a full one. A clock that is set back adds no tokens. */
export function takeRequest(bucket: RequestBucket | undefined, rate: KeyRate, now: number): TakenRequest {
  const elapsed = bucket === undefined ? 0 : Math.max(0, now - bucket.at) / SECOND_MS;
  const before = bucket?.tokens ?? rate.burst;
  const tokens = Math.min(rate.burst, before + elapsed * rate.requests_per_second);
  if (tokens >= 1) return { ok: true, bucket: { tokens: tokens - 1, at: now } };
  const retryAfterSeconds = Math.max(1, Math.ceil((1 - tokens) / rate.requests_per_second));
  return { ok: false, bucket: { tokens, at: now }, retryAfterSeconds };
}
