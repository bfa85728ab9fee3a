// The demo's receiver: an HTTP server that takes every webhook. It answers 200, but 404 to the first alert, so that the demo shows
// a failure as well.

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A received webhook and its answer. */
export interface Received {
  /** The URL before the redirect to this receiver. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly status: number;
}

interface Receiver {
  readonly url: string;
  close(): Promise<void>;
}

/** The flow whose first webhook is answered with 404. */
const FAILS_FIRST = "high-value-order-alert";

/** Starts the receiver on a free port. */
export async function startReceiver(onReceived: (received: Received) => void): Promise<Receiver> {
  let failed = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const fails = request.headers["flowhook-flow-id"] === FAILS_FIRST && !failed;
      failed ||= fails;
      const status = fails ? 404 : 200;
      onReceived({
        url: `https://${request.headers.host}${request.url}`,
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        status,
      });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(fails ? '{"error":"no such channel"}' : '{"received":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
