// Targets in addition to the receiver's. Each listens on another port, because targets differ by their ports.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** Opens so many ports on this machine that are served alike; gives their URLs. */
export async function moreTargets(count: number, serve: (socket: Socket) => void): Promise<string[]> {
  const opened = Array.from({ length: count }, async () => {
    const server = createServer({ noDelay: true }, serve).listen(0, "127.0.0.1");
    await once(server, "listening");
    server.unref();
    // A server that listens on TCP has an address with a port.
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  return await Promise.all(opened);
}
