// A target that repeats all it gets, in as many ways as targets do, and answers as its path says.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { text } from "node:stream/consumers";

/** A target that repeats all it gets. */
export interface EchoTarget {
  /** `<url>/<status>` answers with this status. */
  readonly url: string;
  /** Answers with what is no HTTP, and holds all that it got. */
  readonly brokenUrl: string;
  /** All requests with their heads, as they came. */
  readonly got: readonly string[];
  close(): Promise<void>;
}

/** Starts the target on two free ports. */
export async function startEcho(): Promise<EchoTarget> {
  const got: string[] = [];
  const server = createServer((request, response) => void answer(request, response, got));
  const broken = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      got.push(bytes.toString());
      socket.end(`${bytes.toString().split("\r\n").slice(1, 4).join(" ")}\r\n\r\n`);
    });
  });
  const urlOf = async (listening: typeof server | typeof broken) => {
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`; // listening on TCP: always an AddressInfo
  };
  return {
    url: await urlOf(server),
    brokenUrl: await urlOf(broken),
    got,
    async close() {
      server.closeAllConnections();
      await Promise.all([server, broken].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, got: string[]) {
  const heads = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  const all = [`${request.method} ${request.url}`, ...heads, await text(request)].join("\n");
  got.push(all);
  const status = Number(/^\/(\d{3})/.exec(request.url ?? "")?.[1] ?? 200);
  const credentials = /^Basic (.+)$/.exec(request.headers.authorization ?? "")?.[1];
  const ways = [
    all,
    JSON.stringify({ request: all }),
    encodeURIComponent(all),
    all.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    Buffer.from(all).toString("hex"),
    Buffer.from(all).toString("base64").replaceAll(/.{76}/g, "$&\n"),
    credentials === undefined ? "" : Buffer.from(credentials, "base64").toString(),
  ];
  response.writeHead(status, {
    location: `https://elsewhere.example/?${encodeURIComponent(all)}`,
    "x-echo": encodeURIComponent(all).slice(0, 8_000),
    "retry-after": "1",
  });
  response.end(ways.join("\n\n"));
}
