// Connections that misuse the server, each in one way.

import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** The server, and a key that it accepts. */
export interface Attacked {
  readonly url: string;
  readonly key: string;
}

const HEAD = "POST /events HTTP/1.1\r\nhost: flowhook\r\ncontent-type: application/json\r\n";

/** 64 MiB in 64 KiB. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));

/** Answers that a client asks for and never reads. */
const UNREAD = 500;

/** The first bytes of a connection, by its kind. Then it sends nothing more. */
const BYTES: Readonly<Record<string, (key: string) => string | Buffer>> = {
  "says nothing": () => "",
  "sends its headers slowly": () => "POST /events HTTP/1.1\r\nhost: flow",
  "sends half a body": (key) => `${HEAD}${key}content-length: 200000\r\n\r\n${"x".repeat(100_000)}`,
  "sends half a chunk": (key) => `${HEAD}${key}transfer-encoding: chunked\r\n\r\nfff\r\n{`,
  "announces a body without a key": () => `${HEAD}content-length: 200000\r\n\r\n`,
  "never reads the answers": () => "GET /openapi.json HTTP/1.1\r\nhost: flowhook\r\n\r\n".repeat(UNREAD),
  "sends garbage": () => Buffer.from(Array.from({ length: 2_000 }, (_, index) => (index * 7_919) % 256)),
  "speaks TLS": () => Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  "has endless headers": () => `${HEAD}${"x-a: 1\r\n".repeat(10_000)}`,
  "sends a gzip bomb": (key) =>
    Buffer.concat([Buffer.from(`${HEAD}${key}content-encoding: gzip\r\ncontent-length: ${BOMB.length}\r\n\r\n`), BOMB]),
  "resets in the middle": (key) => `${HEAD}${key}content-length: 100\r\n\r\n{`,
  "closes in the middle": (key) => `${HEAD}${key}content-length: 100\r\n\r\n{`,
};

/** The kinds of connections. */
export const KINDS = Object.keys(BYTES);

/** Opens a connection of a kind; resolves once it sent its first bytes, or once the server ended it. */
export function attack({ url, key }: Attacked, kind: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const done = () => resolve(socket);
    socket.on("error", done).on("close", done);
    if (kind !== "never reads the answers") socket.resume();
    const bytes = BYTES[kind]?.(`authorization: Bearer ${key}\r\n`) ?? "";
    socket.once("connect", () => {
      if (kind === "closes in the middle") return void socket.end(bytes, done);
      socket.write(bytes, () => {
        if (kind === "resets in the middle") socket.resetAndDestroy();
        done();
      });
      // The server stops reading, so the bytes may never be written completely.
      if (kind === "never reads the answers") done();
    });
  });
}
