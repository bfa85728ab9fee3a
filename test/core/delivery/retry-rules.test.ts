import { expect, test } from "vitest";
import { RETRIED_STATUS_CODES } from "#core/delivery/outcome.ts";
import { DEFAULT_RETRY_POLICY, DEFAULT_RETRY_RULES, retryRules } from "#core/delivery/retry-policy.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test("a flow without retry settings has the default: 17 over 24 hours, and a target may ask for a pause of that length", () => {
  expect(retryRules(undefined)).toBe(DEFAULT_RETRY_RULES);
  expect(retryRules(null)).toBe(DEFAULT_RETRY_RULES);
  expect(DEFAULT_RETRY_RULES).toEqual({
    policy: DEFAULT_RETRY_POLICY,
    statusCodes: RETRIED_STATUS_CODES,
    longestRetryAfterMs: 24 * HOUR,
  });
});

test("attempts are spread over the span, the first of them included", () => {
  expect(retryRules({ attempts: 3, span: "30m" }).policy).toEqual({ windowsMs: [10 * MINUTE, 20 * MINUTE] });
});

test("attempts alone are spread over 24 hours, a span alone has eighteen of them", () => {
  expect(retryRules({ attempts: 2 }).policy).toEqual({ windowsMs: [24 * HOUR] });
  const { policy } = retryRules({ span: "2d" });
  expect(policy).toMatchObject({ windowsMs: expect.objectContaining({ length: 17 }) });
});

test("one attempt has no retry", () => {
  expect(retryRules({ attempts: 1 }).policy).toEqual({ windowsMs: [] });
});

test("a schedule is read in seconds, minutes, hours or days", () => {
  const { policy } = retryRules({ schedule: ["30s", "10m", "6h", "1d"] });
  expect(policy).toEqual({ waitsMs: [30_000, 10 * MINUTE, 6 * HOUR, 24 * HOUR] });
});

test("status codes are added to the default and removed from it", () => {
  const { statusCodes, policy } = retryRules({ status_codes: { also: [404, 409, 503], never: [500, 418] } });
  expect([...statusCodes].sort()).toEqual([404, 408, 409, 429, 502, 503, 504]);
  expect(policy).toEqual(DEFAULT_RETRY_POLICY);
});

test.each<[object, number]>([
  [{ attempts: 3, span: "10m" }, HOUR],
  [{ schedule: ["10m", "10m"] }, HOUR],
  [{ attempts: 1 }, HOUR],
  [{ attempts: 3, span: "6h" }, 6 * HOUR],
  [{ schedule: ["1d", "2d"] }, 72 * HOUR],
])("with %j a target may ask for as long as all retries take, and for an hour in any case", (retry, longest) => {
  expect(retryRules(retry).longestRetryAfterMs).toBe(longest);
});
