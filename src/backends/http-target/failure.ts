// Converts an error of Node to the reason that operators read. The class and code of an error decide, never its text. An unknown
// code counts as a failed connection, which is retried.

import type { UnansweredReason } from "#core/delivery/reasons.ts";
import { AddressRefusedError, ConnectTimeoutError, LookupFailedError } from "./connect-errors.ts";
import { codeOf } from "./resolver.ts";

/** The stage of a request when it failed. */
export type Stage = "connecting" | "encrypting" | "waiting" | "reading-head" | "reading-body";

/** The reason for a missing answer, with its details. */
export interface Failure {
  readonly reason: UnansweredReason;
  readonly detail: string;
}

/** Returns the failure for an error at a stage. */
export function failureOf(error: unknown, stage: Stage): Failure {
  if (error instanceof AddressRefusedError) return { reason: "address-refused", detail: error.reason };
  if (error instanceof LookupFailedError) return { reason: "dns-failed", detail: error.code };
  if (error instanceof ConnectTimeoutError) return { reason: "timeout-connect", detail: `${error.timeoutMs} ms` };
  const code = codeOf(error) ?? "";
  return { reason: reasonOf(code, stage), detail: code };
}

/** The failure for a request that Node refuses, because a header has invalid characters. Rethrows every other error. */
export function headerFailure(error: unknown): Failure {
  const code = codeOf(error) ?? "";
  if (!HEADER_CODES.has(code)) throw error;
  return { reason: "request-invalid", detail: code };
}

const HEADER_CODES: ReadonlySet<string> = new Set([
  "ERR_HTTP_INVALID_HEADER_VALUE",
  "ERR_INVALID_CHAR",
  "ERR_INVALID_HTTP_TOKEN",
]);

function reasonOf(code: string, stage: Stage): UnansweredReason {
  if (CLOSED.has(code)) return CLOSED_AT[stage];
  if (code === "ETIMEDOUT") return TIMED_OUT_AT[stage];
  if (code.startsWith("HPE_")) return invalid(code, stage);
  return BY_CODE.get(code) ?? (TLS_CODE.test(code) ? "tls-failed" : "connection-failed");
}

/** The codes are those of Node's parser: https://nodejs.org/api/errors.html, "HPE_HEADER_OVERFLOW". */
function invalid(code: string, stage: Stage): UnansweredReason {
  if (stage === "reading-body") return "response-body-invalid";
  return code === "HPE_HEADER_OVERFLOW" ? "response-head-too-long" : "response-invalid";
}

/** Whether an error means that the other side closed the connection. */
export function isClosed(error: unknown): boolean {
  return CLOSED.has(codeOf(error) ?? "");
}

const CLOSED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

const CLOSED_AT: Readonly<Record<Stage, UnansweredReason>> = {
  connecting: "connection-failed",
  encrypting: "tls-failed",
  waiting: "connection-closed",
  "reading-head": "response-cut",
  "reading-body": "response-cut",
};

/** The failure for a timeout at each stage. */
export const TIMED_OUT_AT: Readonly<Record<Stage, UnansweredReason>> = {
  connecting: "timeout-connect",
  encrypting: "timeout-connect",
  waiting: "timeout",
  "reading-head": "timeout-response",
  "reading-body": "timeout-response",
};

const TLS_CODE = /^(?:EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** Codes of certificate checks: https://nodejs.org/api/tls.html, "X509 certificate error codes". */
const CERTIFICATE_CODES = [
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "CRL_HAS_EXPIRED",
  "CRL_NOT_YET_VALID",
  "CRL_SIGNATURE_FAILURE",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERROR_IN_CERT_NOT_AFTER_FIELD",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "ERROR_IN_CRL_LAST_UPDATE_FIELD",
  "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
  "ERR_TLS_CERT_ALTNAME_FORMAT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
];

const BY_CODE: ReadonlyMap<string, UnansweredReason> = new Map<string, UnansweredReason>([
  ["ECONNREFUSED", "connection-refused"],
  ["ERR_SOCKET_CONNECTION_TIMEOUT", "timeout-connect"],
  ["EMFILE", "no-socket"],
  ["ENFILE", "no-socket"],
  ["ENOBUFS", "no-socket"],
  ["ENOMEM", "no-socket"],
  ["EADDRNOTAVAIL", "no-socket"],
  ...CERTIFICATE_CODES.map((code): [string, UnansweredReason] => [code, "certificate-refused"]),
]);
