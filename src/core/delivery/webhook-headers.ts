// The headers of an attempt: those that say what is sent, by whom and signed how, over those that the flow sets.

import { type HmacSha256Base64, type SigningSecret, signatures } from "./signature.ts";

/** One attempt, as far as its headers depend on it. */
export interface SignedAttempt {
  /** The delivery's id: the same at each attempt. */
  readonly deliveryId: string;
  readonly flowId: string;
  readonly actionId: string;
  /** Which attempt of its round this is; 1 is the first. */
  readonly attempt: number;
  /** When it is made, in milliseconds since 1970. */
  readonly at: number;
  /** The body exactly as it is sent. */
  readonly body: string;
  /** The flow's own headers, rendered. Those of a reserved name are left out. */
  readonly flowHeaders: Readonly<Record<string, string>>;
  /** Whether it is sent once more on purpose, so that a receiver may have had it already. */
  readonly replay?: boolean;
  /** Whether it is a person's trial, which a receiver may want to leave out of its books. */
  readonly test?: boolean;
}

/** What signs and names the sender: the same for all attempts. */
interface Sender {
  /** Flowhook's version. */
  readonly version: string;
  /** The current secret first; more than one during a rotation. Without any, webhooks are not signed. */
  readonly secrets: readonly SigningSecret[];
  readonly hmac: HmacSha256Base64;
}

/** All headers of an attempt but those of the connection, which the adapter that POSTs sets. */
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
 * Names that a flow can't set: what describes the body, what HTTP itself uses between two hops (RFC 9110, section 7.6.1,
 * and RFC 9112) and what could make a server take one request for two.
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

/** Beginnings of names that a flow can't set: those of Standard Webhooks, and ours. */
const RESERVED_HEADER_PREFIXES: readonly string[] = ["webhook-", "flowhook-"];

/** Whether a flow may not set a header of this name, in any case. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED_HEADERS.has(lower) || RESERVED_HEADER_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** What is wrong with a header, in words; undefined where nothing is. A rendered value is checked as well. */
export function headerProblem(name: string, value: string): string | undefined {
  // RFC 9110, sections 5.1 and 5.5: a token, and visible characters, spaces and tabs, so never a line break.
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return `"${name}" is not a header name.`;
  if (isReservedHeader(name)) return `The header ${name} is set by Flowhook and can't be set by a flow.`;
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    return `The value of the header ${name} holds a line break or another character that HTTP does not allow.`;
  }
  return undefined;
}
