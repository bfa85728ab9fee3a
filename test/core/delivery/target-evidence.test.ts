import { describe, expect, it } from "vitest";
import { RETRIED_STATUS_CODES } from "#core/delivery/outcome.ts";
import { OWN_REASONS, type Reason } from "#core/delivery/reasons.ts";
import { evidenceOf } from "#core/delivery/target-health.ts";

describe("an answer", () => {
  it.each([200, 204, 301, 400, 401, 404, 409, 410, 422, 499])("of %i shows that the target lives", (status) => {
    expect(evidenceOf({ status, reason: `http-${status}` })).toEqual({ type: "alive" });
  });

  it.each([408, 429, 500, 502, 503, 504])("of %i shows that the target is in trouble", (status) => {
    expect(evidenceOf({ status, reason: `http-${status}` })).toEqual({ type: "failing", reason: `http-${status}` });
    expect(evidenceOf({ status })).toEqual({ type: "failing", reason: `http-${status}` });
    expect(RETRIED_STATUS_CODES.has(status)).toBe(true);
  });
});

describe("a request without an answer", () => {
  it.each<Reason>([
    "dns-failed",
    "connection-refused",
    "connection-failed",
    "timeout-connect",
    "tls-failed",
    "certificate-refused",
    "timeout",
    "timeout-response",
    "connection-closed",
    "response-cut",
    "response-invalid",
  ])("for %s shows that the target fails", (reason) => {
    expect(evidenceOf({ reason })).toEqual({ type: "failing", reason });
  });

  it.each<Reason>([
    "url-refused",
    "address-refused",
    "request-invalid",
    "no-socket",
    "no-free-connection",
    "connection-stale",
    ...(Object.keys(OWN_REASONS) as Reason[]),
  ])("for %s is no evidence", (reason) => {
    expect(evidenceOf({ reason })).toEqual({ type: "none" });
  });

  it("without a known reason is no evidence", () => {
    expect(evidenceOf({})).toEqual({ type: "none" });
  });
});
