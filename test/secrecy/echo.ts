// A target that repeats all it receives, in all the ways that targets do, and answers with the status in its path.

import { createServer } from "node:net";
import { listen } from "#support/byte-receiver.ts";
import { type Answer, type Received, startReceiver } from "#support/receiver.ts";

export interface EchoTarget {
  /** `<url>/<status>` answers with this status. */
  readonly url: string;
  /** Answers with bytes that are not HTTP and that contain all it received. */
  readonly brokenUrl: string;
  /** All requests with their heads, in order of arrival. */
  readonly got: readonly string[];
  close(): Promise<void>;
}

/** Starts the target on two free ports. */
export async function startEcho(): Promise<EchoTarget> {
  const got: string[] = [];
  const receiver = await startReceiver((received) => answer(received, got));
  const broken = await listen(createServer(), [], (socket) => {
    socket.once("data", (bytes) => {
      got.push(bytes.toString());
      socket.end(`${bytes.toString().split("\r\n").slice(1, 4).join(" ")}\r\n\r\n`);
    });
  });
  return {
    url: receiver.url,
    brokenUrl: `http://127.0.0.1:${broken.port}`,
    got,
    async close() {
      broken.close();
      await receiver.close();
    },
  };
}

function answer({ method, path, headers, body }: Received, got: string[]): Answer {
  const heads = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const all = [`${method} ${path}`, ...heads, body].join("\n");
  got.push(all);
  const credentials = /^Basic (.+)$/.exec(headers["authorization"] ?? "")?.[1];
  const ways = [
    all,
    JSON.stringify({ request: all }),
    encodeURIComponent(all),
    all.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
    Buffer.from(all).toString("hex"),
    Buffer.from(all).toString("base64").replaceAll(/.{76}/g, "$&\n"),
    credentials === undefined ? "" : Buffer.from(credentials, "base64").toString(),
  ];
  return {
    status: Number(/^\/(\d{3})/.exec(path)?.[1] ?? 200),
    headers: {
      location: `https://elsewhere.example/?${encodeURIComponent(all)}`,
      "x-echo": encodeURIComponent(all).slice(0, 8_000),
      "retry-after": "1",
    },
    body: ways.join("\n\n"),
  };
}
