// Reads the bodies of requests to ingest within bounds: of one body, and of all bodies in memory together. Without the second bound,
// thousands of senders of large bodies could exhaust the memory of the process.

import type { IncomingMessage } from "node:http";

/** Most bytes that bodies may have in memory together. It holds 256 events of the largest size. */
const MAX_BODIES_BYTES = 64 * 1024 * 1024;

/**
 * How much of a refused body the server reads and discards, in bytes, and for how long, in milliseconds. Closing a connection while
 * its client still sends resets it, and the client may never see the answer. Beyond these limits the server closes it anyway.
 */
const DISCARDED_BYTES = 64 * 1024 * 1024;
const DISCARDED_WITHIN_MS = 10_000;

/** How much of a body may be read, and held. */
export interface BodyLimits {
  /** Most bytes of the body. */
  readonly maxBytes: number;
  /** Whether decoding can expand the body to `maxBytes`, so that so many bytes count as held. */
  readonly expands: boolean;
}

/** A body, or the reason why it was not read. */
export type ReadBody =
  | { readonly type: "body"; readonly bytes: Buffer }
  /** The body exceeds its limit. */
  | { readonly type: "too-long" }
  /** The bodies of other requests take all of the memory. */
  | { readonly type: "no-memory" }
  /** The client disconnected. */
  | { readonly type: "gone" };

/** The bodies in memory. */
export class RequestBodies {
  readonly #most: number;
  #held = 0;

  /** @param most the bytes that all bodies together may have in memory. */
  constructor(most = MAX_BODIES_BYTES) {
    this.#most = most;
  }

  /** The bytes that bodies have in memory now. */
  get held(): number {
    return this.#held;
  }

  /**
   * Reads a body and passes the result to `use`. The body counts as held until `use` is done. Reading stops at the first byte
   * over a limit.
   */
  async read<Result>(
    request: IncomingMessage,
    limits: BodyLimits,
    use: (body: ReadBody) => Promise<Result>,
  ): Promise<Result> {
    const hold = { bytes: 0 };
    try {
      return await use(await this.#collect(request, limits, hold));
    } finally {
      this.#held -= hold.bytes;
    }
  }

  #collect(request: IncomingMessage, limits: BodyLimits, hold: { bytes: number }): Promise<ReadBody> {
    const { maxBytes, expands } = limits;
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve({ type: "too-long" });
    if (expands && !this.#take(maxBytes, hold)) return Promise.resolve({ type: "no-memory" });
    return new Promise((resolve) => {
      let chunks: Buffer[] = [];
      let length = 0;
      const giveUp = (type: "too-long" | "no-memory") => {
        chunks = [];
        request.removeListener("data", onData);
        resolve({ type });
      };
      const onData = (chunk: Buffer) => {
        length += chunk.length;
        if (length > maxBytes) return giveUp("too-long");
        if (!this.#take(chunk.length, hold)) return giveUp("no-memory");
        chunks.push(chunk);
      };
      request.on("data", onData);
      request.on("end", () => resolve({ type: "body", bytes: Buffer.concat(chunks) }));
      request.on("error", () => resolve({ type: "gone" }));
      request.on("close", () => resolve({ type: "gone" }));
    });
  }

  #take(bytes: number, hold: { bytes: number }): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    hold.bytes += bytes;
    return true;
  }
}

/** Reads and discards the rest of a refused body, within bounds. Calls `atEnd` when the body ends. */
export function discardBody(request: IncomingMessage, atEnd: () => void): void {
  let discarded = 0;
  const cutOff = () => request.socket.destroy();
  const timer = setTimeout(cutOff, DISCARDED_WITHIN_MS);
  request.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES) cutOff();
  });
  request.once("end", atEnd);
  request.once("close", () => clearTimeout(timer));
  request.resume();
}
