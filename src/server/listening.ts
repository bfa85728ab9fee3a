// Opening and closing the doors of an HTTP server.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Begins to accept requests; resolves with the address, rejects where that can't be had. */
export function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port"));
      else resolve(address);
    });
  });
}

/** Accepts nothing more; resolves when the requests under way are answered. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
