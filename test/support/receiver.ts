// An HTTP receiver for tests: it records requests and answers as the test decides.

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A webhook that came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers the webhook that came as the n-th of its path, counted from 1. */
export type Answering = (received: Received, count: number) => { status: number; body?: string; retryAfter?: string };

/** A receiver that is listening. */
export interface TestReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves with all webhooks once `count` have arrived; rejects after WAIT_MS. */
  waitFor(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** How long `waitFor` waits, in milliseconds: less than a test's timeout. */
const WAIT_MS = 120_000;

/** Starts a receiver on a free port. */
export async function startReceiver(answering: Answering = () => ({ status: 200 })): Promise<TestReceiver> {
  const received: Received[] = [];
  const waiting: { count: number; resolve: (all: readonly Received[]) => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(one);
      const {
        status,
        body = "",
        retryAfter,
      } = answering(one, received.filter((other) => other.path === one.path).length);
      response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter });
      response.end(body);
      for (const { resolve } of waiting.filter(({ count }) => count <= received.length)) resolve(received);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    waitFor: (count) =>
      new Promise((resolve, reject) => {
        if (received.length >= count) return resolve(received);
        const fail = () => reject(new Error(`${received.length} of ${count} webhooks arrived in ${WAIT_MS} ms`));
        const timer = setTimeout(fail, WAIT_MS).unref();
        waiting.push({
          count,
          resolve: (all) => {
            clearTimeout(timer);
            resolve(all);
          },
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
