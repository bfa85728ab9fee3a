import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  answered,
  connectionReceiver,
  http,
  post,
  type Receiver,
  serve,
  target,
  unanswered,
} from "#support/byte-receiver.ts";

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), "utf8");
const ca = fixture("authority.pem");
const key = fixture("server.key");
const lookup = async () => ["127.0.0.1"];

function secureReceiver(options: TlsOptions = {}): Promise<Receiver> {
  const requests: string[] = [];
  const server = createServer({ key, cert: fixture("server.pem"), ...options });
  const accept = (socket: { on(event: "data", listener: () => void): unknown; write(text: string): unknown }) => {
    socket.on("data", () => {
      requests.push("a request");
      socket.write(http(200, "secure"));
    });
  };
  return serve(server, requests, accept, "secureConnection");
}

test("a certificate that is valid for the name is accepted", async () => {
  const { port } = await secureReceiver();
  expect(answered(await post(`https://target.example:${port}/`, { ca, lookup })).excerpt).toBe("secure");
});

test("a certificate that is valid for the address is accepted", async () => {
  const { port } = await secureReceiver();
  expect(answered(await post(`https://127.0.0.1:${port}/`, { ca })).excerpt).toBe("secure");
});

test.each([
  ["is for another name", "https://other.example", { ca }, {}, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["has expired", "https://target.example", { ca }, { cert: fixture("expired.pem") }, "CERT_HAS_EXPIRED"],
  ["has an untrusted authority", "https://target.example", {}, {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  [
    "is self-signed",
    "https://target.example",
    { ca },
    { cert: fixture("self-signed.pem") },
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  ],
])("a certificate that %s is refused, and nothing is sent", async (_what, url, options, server, code) => {
  const { port, requests } = await secureReceiver(server);
  const answer = await post(`${url}:${port}/`, { lookup, ...options });
  expect(answer).toMatchObject({ reason: "certificate-refused", detail: code });
  expect(requests).toHaveLength(0);
});

test("the environment can't turn off the check of certificates", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { port } = await secureReceiver();
  const answer = await post(`https://target.example:${port}/`, { lookup });
  expect(answer).toMatchObject({ reason: "certificate-refused" });
});

test("a target that speaks plain http on an https port is tls-failed", async () => {
  const { port } = await connectionReceiver((socket) => socket.end(http(400)));
  expect(await post(`https://target.example:${port}/`, { ca, lookup })).toMatchObject({ reason: "tls-failed" });
});

test.each([
  ["a name", "target.example", "target.example"],
  ["a name with a trailing dot", "target.example.", "target.example"],
  ["an address, which has no server name", "127.0.0.1", false],
])("TLS requests the server name of the URL: %s", async (_what, host, expected) => {
  const asked: unknown[] = [];
  const server = createServer({ key, cert: fixture("server.pem") });
  const { port } = await serve(
    server,
    [],
    (socket) => {
      asked.push((socket as TLSSocket).servername); // a "secureConnection" comes with one
      socket.once("data", () => socket.write(http(200)));
    },
    "secureConnection",
  );
  answered(await post(`https://${host}:${port}/`, { ca, lookup }));
  expect(asked).toEqual([expected]);
});

test("an encrypted answer whose head does not end runs into the timeout of the response", async () => {
  const server = createServer({ key, cert: fixture("server.pem") });
  const begin = (socket: Socket) => void socket.once("data", () => socket.write("HTTP/1.1 200"));
  const { port } = await serve(server, [], begin, "secureConnection");
  const answer = await post(`https://target.example:${port}/`, { ca, lookup, timeoutMs: 150 });
  expect(answer).toMatchObject({ reason: "timeout-response" });
});

test("a target that is silent after the TLS handshake runs into the timeout", async () => {
  const server = createServer({ key, cert: fixture("server.pem") });
  const { port } = await serve(server, [], (socket) => void socket.resume(), "secureConnection");
  const answer = await post(`https://target.example:${port}/`, { ca, lookup, timeoutMs: 150 });
  expect(answer).toMatchObject({ reason: "timeout" });
});

test("a target that supports only old versions of TLS is tls-failed", async () => {
  const { port } = await secureReceiver({ minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" });
  expect(await post(`https://target.example:${port}/`, { ca, lookup })).toMatchObject({ reason: "tls-failed" });
});

test.each(["destroy", "resetAndDestroy"] as const)(
  "a target that closes the connection (%s) during the TLS handshake is tls-failed",
  async (close) => {
    const { port } = await connectionReceiver((socket) => void socket.once("data", () => socket[close]()));
    expect(await post(`https://target.example:${port}/`, { ca, lookup })).toMatchObject({ reason: "tls-failed" });
  },
);

test("a target that accepts the connection but never ends the TLS handshake runs into the connect timeout", async () => {
  const silent = await connectionReceiver((socket) => void socket.resume());
  const answer = await post(`https://target.example:${silent.port}/`, { ca, lookup, connectTimeoutMs: 60 });
  expect(unanswered(answer).reason).toBe("timeout-connect");
  await silent.allClosed();
});

test("a target that closes an encrypted connection before it answers is connection-closed", async () => {
  const server = createServer({ key, cert: fixture("server.pem") });
  const { port } = await serve(
    server,
    [],
    (socket) => void socket.once("data", () => socket.destroy()),
    "secureConnection",
  );
  expect(await post(`https://target.example:${port}/`, { ca, lookup })).toMatchObject({ reason: "connection-closed" });
});

test("an encrypted connection is kept for the next request", async () => {
  const { port, connections } = await secureReceiver();
  const out = target({ ca, lookup });
  for (let n = 0; n < 3; n++) await out.post({ url: `https://target.example:${port}/`, headers: {}, body: "" });
  expect(connections()).toBe(1);
});
