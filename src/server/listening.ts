// An HTTP server that stops within a bounded time. It accepts no new connection, closes each connection after the answer in flight,
// and then closes the rest. `server.close` of Node.js alone waits without end for idle sockets and incomplete requests.

import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How long requests in flight may take after the stop, in milliseconds. Then the server closes their connections. */
export const REQUESTS_END_WITHIN_MS = 2_000;

/** A server, and its answers in flight. */
export class ListeningServer {
  readonly #server: Server;
  readonly #answers = new Set<ServerResponse>();
  #stopped = false;

  constructor(server: Server) {
    this.#server = server;
    server.prependListener("request", (_request, response) => {
      this.#answers.add(response);
      response.once("close", () => this.#answers.delete(response));
      if (this.#stopped) endConnection(response);
    });
  }

  /** Starts to accept requests. Resolves with the address; rejects if the server can't bind it. */
  listen(port: number, host: string): Promise<AddressInfo> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        const address = server.address();
        if (address === null || typeof address === "string") reject(new Error("The server has no port"));
        else resolve(address);
      });
    });
  }

  /**
   * Accepts no new connection. Resolves when all connections are closed: idle ones at once, the others after the answer in
   * flight, and all of them after REQUESTS_END_WITHIN_MS.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const response of this.#answers) endConnection(response);
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), REQUESTS_END_WITHIN_MS);
    await closed;
    clearTimeout(cut);
  }
}

/** Sets `Connection: close`, so that Node.js closes the connection after the answer. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
