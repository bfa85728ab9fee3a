// The headers of an attempt: Flowhook's headers for content, sender and signature override those of the flow.

import { type HmacSha256Base64, type SigningSecret, signatures } from "./signature.ts";

/** The fields of an attempt that its headers depend on. */
export interface SignedAttempt {
  /** The delivery's id: the same at each attempt. */
  readonly deliveryId: string;
  readonly flowId: string;
  readonly actionId: string;
  /** The number of the attempt in its round; 1 is the first. */
  readonly attempt: number;
  /** The time of the attempt, in milliseconds since 1970. */
  readonly at: number;
  /** The body exactly as it is sent. */
  readonly body: string;
  /** The headers of the flow, rendered. Those with a reserved name are dropped. */
  readonly flowHeaders: Readonly<Record<string, string>>;
  /** Whether it is sent again on purpose, so that the receiver may already have it. */
  readonly replay?: boolean;
  /** Whether it is a test by a person, which a receiver may want to ignore. */
  readonly test?: boolean;
}

/** The sender's version and secrets, the same for all attempts. */
interface Sender {
  /** Flowhook's version. */
  readonly version: string;
  /** The current secret first; two during a rotation. Without secrets, webhooks are not signed. */
  readonly secrets: readonly SigningSecret[];
  readonly hmac: HmacSha256Base64;
}

/** All headers of an attempt, except those of the connection, which the adapter that POSTs sets. */
export function webhookHeaders(attempt: SignedAttempt, sender: Sender): Record<string, string> {
  const timestampSeconds = Math.floor(attempt.at / 1000);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": `Flowhook/${sender.version}`,
    "webhook-id": attempt.deliveryId,
    "webhook-timestamp": String(timestampSeconds),
    "flowhook-attempt": String(attempt.attempt),
    "flowhook-flow-id": attempt.flowId,
    "flowhook-action-id": attempt.actionId,
    ...(attempt.replay ? { "flowhook-replay": "true" } : {}),
    ...(attempt.test ? { "flowhook-test": "true" } : {}),
  };
  if (sender.secrets.length > 0) {
    const content = { id: attempt.deliveryId, timestampSeconds, body: attempt.body };
    headers["webhook-signature"] = signatures(sender.secrets, content, sender.hmac);
  }
  for (const [name, value] of Object.entries(attempt.flowHeaders)) {
    if (!isReservedHeader(name)) headers[name] = value;
  }
  return headers;
}

/**
 * Names that a flow can't set: headers that describe the body, hop-by-hop headers of HTTP (RFC 9110, section 7.6.1, and RFC 9112)
 * and headers that could make a server read one request as two.
 */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
]);

/** Prefixes of names that a flow can't set: those of Standard Webhooks and of Flowhook. */
const RESERVED_HEADER_PREFIXES: readonly string[] = ["webhook-", "flowhook-"];

/** Whether a flow can't set a header with this name, in upper or lower case. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED_HEADERS.has(lower) || RESERVED_HEADER_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** The problem of a header in words; undefined if it has no problem. Rendered values are checked as well. */
export function headerProblem(name: string, value: string): string | undefined {
  // RFC 9110, sections 5.1 and 5.5: a token, and visible characters, spaces and tabs, so never a line break.
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return `"${name}" is not a valid header name.`;
  if (isReservedHeader(name)) return `Flowhook sets the header ${name}, so a flow can't set it. Remove it.`;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    return `The value of the header ${name} contains a line break or another character that HTTP does not allow.`;
  }
  return undefined;
}
