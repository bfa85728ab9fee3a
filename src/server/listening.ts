// An HTTP server that ends within a bounded time: it accepts no new connection, closes each connection after the answer that
// is under way, and cuts off what has not ended then. Node.js alone would wait for idle sockets and half requests for ever.

import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How long requests that are under way may take after the server was stopped, in milliseconds. Then they are cut off. */
export const REQUESTS_END_WITHIN_MS = 2_000;

/** A server, and the answers that it is making. */
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

  /** Begins to accept requests. Resolves with the address; rejects if the address can't be had. */
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
   * Accepts no new connection. Resolves when all connections are closed: idle ones at once, the others after the answer
   * under way, and after REQUESTS_END_WITHIN_MS at the latest.
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

/** Says in the answer that no further request may follow on its connection. Node.js then closes the connection. */
function endConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
