// The headers of a request as they are written out. Those that say where it ends and to whom it goes are set here alone:
// a second one could make a server take one request for two.

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

/** The headers as names and values in turn, the form that Node writes out without a look at each other form; or why not. */
export type HeaderList =
  | { readonly ok: true; readonly list: string[] }
  | {
      readonly ok: false;
      /** The header that nobody else may set, in lower case. */
      readonly framing: string;
    };

/** Names judged before, at most this many: a flow's headers are the same at each of its requests. */
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
