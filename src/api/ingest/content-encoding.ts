// Compressed bodies. Senders such as Segment's and log shippers compress what they send. A few hundred bytes can inflate to
// gigabytes, so the output is bounded: inflating ends at the first byte over the limit, which bounds memory and CPU time. The input
// is bounded by the same limit, so that many empty gzip members can't cost more either.

import { gunzip, inflate, type ZlibOptions } from "node:zlib";

/** The encodings of a body that ingest reads. API Gateway reads the same: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-enable-compression.html */
export type ContentEncoding = "identity" | "gzip" | "deflate";

/** The names of the encodings in a Content-Encoding header; x-gzip equals gzip (RFC 9110, section 8.4.1.3). */
const ENCODINGS: ReadonlyMap<string, ContentEncoding> = new Map([
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

/** The encoding that a Content-Encoding header names; undefined for one that ingest can't read, and for several at once. */
export function contentEncodingOf(header: string | undefined): ContentEncoding | undefined {
  return header === undefined ? "identity" : ENCODINGS.get(header.trim().toLowerCase());
}

/** A decoded body; "too-long" if it has more than the allowed bytes; "broken" if it does not have its encoding. */
export type DecodedBody = Buffer | "too-long" | "broken";

/** Decodes a body to at most `maxBytes` bytes. Inflates on a thread of libuv's pool, so that it does not block other requests. */
export async function decodeBody(body: Buffer, encoding: ContentEncoding, maxBytes: number): Promise<DecodedBody> {
  if (encoding === "identity") return body;
  try {
    const { buffer, engine } = await inflated(encoding === "gzip" ? gunzip : inflate, body, maxBytes);
    // zlib ignores some bytes after the end of a stream. They would be lost.
    return engine.bytesWritten === body.length ? buffer : "broken";
  } catch (error) {
    return hasCode(error, "ERR_BUFFER_TOO_LARGE") ? "too-long" : "broken";
  }
}

/** The result of inflating with the option `info`, which Node's types do not describe. */
interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten` counts the bytes of the input that were used. */
  readonly engine: { readonly bytesWritten: number };
}

type Inflate = (body: Buffer, options: ZlibOptions, done: (error: Error | null, result: Inflated) => void) => void;

function inflated(run: typeof gunzip, body: Buffer, maxOutputLength: number): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    (run as unknown as Inflate)(body, { maxOutputLength, info: true }, (error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
