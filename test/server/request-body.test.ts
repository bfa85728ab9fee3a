import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { type ReadBody, RequestBodies } from "#server/request-body.ts";
import { eventually } from "#support/eventually.ts";

const LIMITS = { maxBytes: 10, expands: false };

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

/** A server that reads each body, keeps the result, and holds the body until the test lets it go. */
async function start(bodies: RequestBodies, limits = LIMITS) {
  const results: ReadBody[] = [];
  const held: (() => void)[] = [];
  server = createServer((request) => {
    void bodies.read(request, limits, (body) => {
      results.push(body);
      return new Promise<void>((resolve) => held.push(resolve));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  const send = (headers: string, body = "") => {
    const socket = connect(port, "127.0.0.1");
    sockets.push(socket);
    socket.write(`POST / HTTP/1.1\r\nhost: flowhook\r\n${headers}\r\n\r\n${body}`);
    return socket;
  };
  const result = (count: number) => eventually(`${count} bodies are read`, () => results.length >= count && results);
  return { results, held, send, result };
}

it.each<[string, string, string, ReadBody]>([
  ["of a known length", "content-length: 10", "0123456789", { type: "body", bytes: Buffer.from("0123456789") }],
  ["without a length", "x: y", "", { type: "body", bytes: Buffer.alloc(0) }],
  [
    "in chunks",
    "transfer-encoding: chunked",
    "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n",
    { type: "body", bytes: Buffer.from("0123456789") },
  ],
  ["with a length over the limit", "content-length: 11", "", { type: "too-long" }],
  [
    "with chunks over the limit, before its end,",
    "transfer-encoding: chunked",
    "b\r\n01234567890\r\n",
    { type: "too-long" },
  ],
])("a body %s is read within its limit", async (_title, headers, body, expected) => {
  const { send, result } = await start(new RequestBodies());
  send(headers, body);
  expect(await result(1)).toEqual([expected]);
});

it("a body whose client disconnects is gone, and is no longer held", async () => {
  const bodies = new RequestBodies();
  const { send, result, held } = await start(bodies);
  const socket = send("content-length: 10", "01234");
  await eventually("the first bytes are held", () => bodies.held === 5);
  socket.destroy();
  expect(await result(1)).toEqual([{ type: "gone" }]);
  held[0]?.();
  await eventually("nothing is held", () => bodies.held === 0);
});

it("a body is held until its use ends, and a body that does not fit next to it is not read", async () => {
  const bodies = new RequestBodies(15);
  const { send, result, held } = await start(bodies);
  send("content-length: 10", "0123456789");
  await result(1);
  expect(bodies.held).toBe(10);
  send("content-length: 6", "012345");
  expect((await result(2))[1]).toEqual({ type: "no-memory" });
  for (const release of held) release();
  await eventually("nothing is held", () => bodies.held === 0);
  send("content-length: 6", "012345");
  expect((await result(3))[2]).toEqual({ type: "body", bytes: Buffer.from("012345") });
});

it("a body that can expand counts with its largest size before its first byte arrives", async () => {
  const bodies = new RequestBodies(15);
  const { send, result, held } = await start(bodies, { maxBytes: 10, expands: true });
  send("content-length: 2", "0");
  await eventually("the first body is held", () => bodies.held === 11);
  send("content-length: 2", "01");
  expect(await result(1)).toEqual([{ type: "no-memory" }]);
  held[0]?.();
  expect(bodies.held).toBe(11);
});
