import fc from "fast-check";
import { expect, test } from "vitest";
import { classify, RETRIED_STATUS_CODES, type TargetAnswer } from "#core/delivery/outcome.ts";
import {
  ANSWERED_REASONS,
  describeReason,
  OWN_REASONS,
  type Reason,
  UNANSWERED_REASONS,
  type UnansweredReason,
} from "#core/delivery/reasons.ts";

const answered = (status: number, retryAfter?: string): TargetAnswer => ({
  type: "answered",
  status,
  excerpt: "",
  durationMs: 1,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
const unanswered = (reason: UnansweredReason): TargetAnswer => ({
  type: "unanswered",
  reason,
  detail: "",
  durationMs: 1,
});

test.each([200, 201, 202, 204, 206, 299])("a %i is a success", (status) => {
  expect(classify(answered(status))).toEqual({ type: "delivered", status });
});

test.each([408, 429, 500, 502, 503, 504])("a %i is tried again", (status) => {
  expect(classify(answered(status))).toEqual({ type: "retry", reason: `http-${status}`, status });
});

test("the caller can set which statuses are retried", () => {
  const retried = new Set([404]);
  expect(classify(answered(404, "120"), retried)).toEqual({
    type: "retry",
    reason: "http-404",
    status: 404,
    retryAfter: "120",
  });
  expect(classify(answered(503), retried)).toEqual({ type: "failed", reason: "http-503", status: 503 });
});

test("only an outcome that is retried has the Retry-After header", () => {
  expect(classify(answered(503, "120"))).toEqual({ type: "retry", reason: "http-503", status: 503, retryAfter: "120" });
  expect(classify(answered(404, "120"))).not.toHaveProperty("retryAfter");
  expect(classify(answered(200, "120"))).not.toHaveProperty("retryAfter");
});

test.each([300, 301, 302, 303, 304, 307, 308, 399])("a redirect %i ends the delivery and is not followed", (status) => {
  expect(classify(answered(status))).toEqual({ type: "failed", reason: "redirect-refused", status });
});

test("a 410 ends the delivery as gone", () => {
  expect(classify(answered(410))).toEqual({ type: "failed", reason: "target-gone", status: 410 });
});

test("a 101 ends the delivery, because Flowhook switches to no other protocol", () => {
  expect(classify(answered(101))).toEqual({ type: "failed", reason: "protocol-switch-refused", status: 101 });
});

test.each([100, 102, 199, 400, 401, 403, 404, 409, 411, 422, 501, 505, 507, 599, 600, 999])(
  "a %i ends the delivery",
  (status) => {
    expect(classify(answered(status))).toEqual({ type: "failed", reason: `http-${status}`, status });
  },
);

test.each(["url-refused", "address-refused", "request-invalid"] as const)("%s ends the delivery", (reason) => {
  expect(classify(unanswered(reason))).toEqual({ type: "failed", reason });
});

test.each([
  "dns-failed",
  "connection-refused",
  "connection-failed",
  "no-socket",
  "no-free-connection",
  "timeout-connect",
  "tls-failed",
  "certificate-refused",
  "timeout",
  "timeout-response",
  "connection-closed",
  "response-cut",
  "response-invalid",
  "response-head-too-long",
  "response-body-invalid",
  "too-many-interim-answers",
  "connection-stale",
] as const)("%s is tried again", (reason) => {
  expect(classify(unanswered(reason))).toEqual({ type: "retry", reason });
});

test("every reason is described in a sentence, with the status if there is one", () => {
  const named: Reason[] = Object.keys({ ...OWN_REASONS, ...UNANSWERED_REASONS, ...ANSWERED_REASONS }) as Reason[]; // they are its keys
  for (const reason of named) expect(describeReason(reason)).toMatch(/^[A-Z].*\.$/);
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999 }), (status) => {
      const outcome = classify(answered(status));
      if (outcome.type === "delivered") return;
      expect(describeReason(outcome.reason, status)).toMatch(new RegExp(`^The target .* \\(HTTP ${status}\\)\\.?$`));
    }),
  );
});

test.each([
  [
    "http-401",
    401,
    "The target did not accept the credentials: check the secret that the flow's headers use (HTTP 401).",
  ],
  ["http-404", 404, "The target has nothing at this URL (HTTP 404)."],
  ["http-418", 418, "The target did not accept the request (HTTP 418)."],
  ["http-503", undefined, "The target was not available."],
  ["timeout", undefined, "The request was sent, but the target did not answer in time."],
] as const)("%s reads as a sentence", (reason, status, sentence) => {
  expect(describeReason(reason, status)).toBe(sentence);
});

test("each retried status has its own description", () => {
  for (const status of RETRIED_STATUS_CODES) {
    expect(describeReason(`http-${status}`)).not.toBe(describeReason("http-418"));
  }
});
