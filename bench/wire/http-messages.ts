// Cuts a stream of bytes into HTTP/1.1 messages. Generator and receiver share the machine's cores with what they
// measure, and this costs a fraction of node:http. It knows just what the bench meets: bodies with Content-Length or in
// chunks. A message with neither has no body.

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length:[ \t]*(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding:[^\r]*chunked/i;

/** One request or answer. */
export interface HttpMessage {
  /** First line and headers, without the empty line that ends them. */
  readonly head: string;
  readonly body: Buffer;
}

interface Cut {
  readonly body: Buffer;
  /** Where the next message begins. */
  readonly end: number;
}

/** Collects what one connection receives and hands on each message once it is whole. */
export class HttpMessages {
  #pending: Buffer = Buffer.alloc(0);

  /** Takes what arrived; returns the messages that are whole now, in order. */
  push(chunk: Buffer): HttpMessage[] {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: HttpMessage[] = [];
    for (;;) {
      const headEnd = bytes.indexOf(HEAD_END, 0, "latin1");
      if (headEnd < 0) break;
      const head = bytes.toString("latin1", 0, headEnd);
      const cut = cutBody(head, bytes, headEnd + HEAD_END.length);
      if (cut === undefined) break;
      messages.push({ head, body: cut.body });
      bytes = bytes.subarray(cut.end);
    }
    this.#pending = bytes;
    return messages;
  }
}

/** The value of a header, by its name in lower case, or undefined. */
export function headerValue(head: string, name: string): string | undefined {
  const start = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (start < 0) return undefined;
  const valueStart = start + name.length + 3;
  const lineEnd = head.indexOf("\r\n", valueStart);
  return head.slice(valueStart, lineEnd < 0 ? undefined : lineEnd).trim();
}

/** The status code of an answer's head; 0 if the first line has no status. */
export function statusCode(head: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
}

function cutBody(head: string, bytes: Buffer, start: number): Cut | undefined {
  if (CHUNKED.test(head)) return cutChunks(bytes, start);
  const end = start + Number(LENGTH.exec(head)?.[1] ?? 0);
  return end <= bytes.length ? { body: bytes.subarray(start, end), end } : undefined;
}

function cutChunks(bytes: Buffer, start: number): Cut | undefined {
  const parts: Buffer[] = [];
  let position = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", position, "latin1");
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", position, lineEnd), 16);
    const dataEnd = lineEnd + 2 + size;
    if (bytes.length < dataEnd + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), end: dataEnd + 2 };
    parts.push(bytes.subarray(lineEnd + 2, dataEnd));
    position = dataEnd + 2;
  }
}
