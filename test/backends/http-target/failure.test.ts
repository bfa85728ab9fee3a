import { expect, test } from "vitest";
import { AddressRefusedError, ConnectTimeoutError, LookupFailedError } from "#backends/http-target/connect-errors.ts";
import { failureOf, type Stage } from "#backends/http-target/failure.ts";

const coded = (code: string): Error => Object.assign(new Error("ECONNREFUSED certificate timeout"), { code });
const reason = (code: string, stage: Stage = "waiting") => failureOf(coded(code), stage).reason;

const STAGES = ["connecting", "encrypting", "waiting", "reading-head", "reading-body"] as const;

test.each([
  ["ECONNREFUSED", "connection-refused"],
  ["EHOSTUNREACH", "connection-failed"],
  ["ENETUNREACH", "connection-failed"],
  ["EACCES", "connection-failed"],
  ["ERR_SOCKET_CONNECTION_TIMEOUT", "timeout-connect"],
  ["EMFILE", "no-socket"],
  ["ENFILE", "no-socket"],
  ["EADDRNOTAVAIL", "no-socket"],
  ["EPROTO", "tls-failed"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls-failed"],
  ["ERR_TLS_HANDSHAKE_TIMEOUT", "tls-failed"],
  ["CERT_HAS_EXPIRED", "certificate-refused"],
  ["CERT_NOT_YET_VALID", "certificate-refused"],
  ["CERT_REVOKED", "certificate-refused"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-refused"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate-refused"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-refused"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-refused"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-refused"],
  ["HPE_INVALID_CONSTANT", "response-invalid"],
  ["HPE_HEADER_OVERFLOW", "response-head-too-long"],
  ["ENEW_CODE_OF_TOMORROW", "connection-failed"],
])("%s is %s, independently of the message", (code, expected) => {
  expect(failureOf(coded(code), "waiting")).toEqual({ reason: expected, detail: code });
});

test.each([
  ["connecting", "connection-failed", "timeout-connect"],
  ["encrypting", "tls-failed", "timeout-connect"],
  ["waiting", "connection-closed", "timeout"],
  ["reading-head", "response-cut", "timeout-response"],
  ["reading-body", "response-cut", "timeout-response"],
] as const)("while %s, a closed connection is %s and a timeout of the system is %s", (stage, closed, timedOut) => {
  expect(reason("ECONNRESET", stage)).toBe(closed);
  expect(reason("EPIPE", stage)).toBe(closed);
  expect(reason("ETIMEDOUT", stage)).toBe(timedOut);
});

test("the reason for invalid HTTP depends on the part of the answer that contains it", () => {
  for (const code of ["HPE_INVALID_CHUNK_SIZE", "HPE_HEADER_OVERFLOW", "HPE_STRICT"]) {
    expect(reason(code, "reading-body")).toBe("response-body-invalid");
  }
  expect(reason("HPE_INVALID_HEADER_TOKEN", "reading-head")).toBe("response-invalid");
  expect(reason("HPE_HEADER_OVERFLOW", "reading-head")).toBe("response-head-too-long");
});

test("the guard's own errors keep their meaning at every stage", () => {
  for (const stage of STAGES) {
    expect(failureOf(new AddressRefusedError("10.0.0.1 is a private address"), stage)).toEqual({
      reason: "address-refused",
      detail: "10.0.0.1 is a private address",
    });
    expect(failureOf(new LookupFailedError("ENOTFOUND"), stage)).toEqual({ reason: "dns-failed", detail: "ENOTFOUND" });
    expect(failureOf(new ConnectTimeoutError(70), stage)).toEqual({ reason: "timeout-connect", detail: "70 ms" });
  }
});

test("an error without a code, or a value that is not an error, is a failed connection", () => {
  expect(failureOf(new Error("ECONNREFUSED"), "waiting")).toEqual({ reason: "connection-failed", detail: "" });
  expect(failureOf("ECONNREFUSED", "waiting")).toEqual({ reason: "connection-failed", detail: "" });
});
