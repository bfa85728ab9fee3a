// The headers of a request as they are written. Only this file sets the headers for the length and the host: a second such header
// could make a server read one request as two.

import type { WebhookRequest } from "#app/delivery/sending-ports.ts";

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

/** The headers as alternating names and values, the form that Node writes fastest; or the header that is refused. */
type HeaderList =
  | { readonly ok: true; readonly list: string[] }
  | {
      readonly ok: false;
      /** The header that a flow must not set, in lower case. */
      readonly framing: string;
    };

/** The maximum of cached names. A flow's headers have the same names in each request. */
const REMEMBERED = 1000;

const framing = new Map<string, boolean>();

/** The headers of a request. */
export function headerList({ headers, body }: WebhookRequest, hostHeader: string): HeaderList {
  const list = ["host", hostHeader];
  for (const name in headers) {
    if (framing.get(name) ?? judge(name)) return { ok: false, framing: name.toLowerCase() };
    const value = headers[name];
    if (value !== undefined) list.push(name, value);
  }
  list.push("accept-encoding", "identity", "content-length", String(Buffer.byteLength(body)));
  return { ok: true, list };
}

function judge(name: string): boolean {
  const frames = FRAMING.has(name.toLowerCase());
  if (framing.size >= REMEMBERED) framing.clear();
  framing.set(name, frames);
  return frames;
}
