// The headers of a request as they are written out. Those that say where it ends and to whom it goes are set here alone:
// a second one could make a server take one request for two.

import type { WebhookRequest } from "#app/ports.ts";

/** RFC 9110, sections 7.2, 7.6.1, 7.8, 10.1.1 and 10.1.4, and RFC 9112, section 6. */
const FRAMING: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The first header of these that nobody else may set, in lower case; undefined where there is none. */
export function framingHeader(headers: WebhookRequest["headers"]): string | undefined {
  for (const name in headers) {
    const lower = name.toLowerCase();
    if (FRAMING.has(lower)) return lower;
  }
  return undefined;
}

/** Names and values in turn: the form that Node writes out without a look at each other form. */
export function headerList({ headers, body }: WebhookRequest, hostHeader: string): string[] {
  const list = ["host", hostHeader];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) list.push(name, value);
  }
  list.push("accept-encoding", "identity", "content-length", String(Buffer.byteLength(body)));
  return list;
}
