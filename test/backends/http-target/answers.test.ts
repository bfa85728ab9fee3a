import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { classify } from "#core/delivery/outcome.ts";
import { answered, answering, http, post, receiver, target } from "#support/byte-receiver.ts";

test.each([200, 201, 202, 299, 400, 401, 404, 408, 410, 422, 429, 500, 502, 503, 504, 599])(
  "an answer %i is returned with its body",
  async (status) => {
    const { url } = await answering(http(status, "the body"));
    expect(await post(url)).toEqual({
      type: "answered",
      status,
      excerpt: "the body",
      durationMs: expect.any(Number),
    });
  },
);

test.each([
  ["204", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["304", "HTTP/1.1 304 Not Modified\r\n\r\n"],
  ["200 of no length that ends by closing", "HTTP/1.1 200 OK\r\n\r\n"],
  ["200 with an empty chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
])("a %s has an empty excerpt", async (name, bytes) => {
  const { url } = await receiver((socket) => socket.end(bytes));
  expect(await post(url)).toMatchObject({ status: Number(name.slice(0, 3)), excerpt: "" });
});

test("a target may answer in HTTP/1.0; the next request uses another connection", async () => {
  const { url, connections } = await receiver((socket) => socket.end("HTTP/1.0 200 OK\r\n\r\nold"));
  const out = target();
  for (let n = 0; n < 2; n++) {
    expect(await out.post({ url, headers: {}, body: "" })).toMatchObject({ status: 200, excerpt: "old" });
  }
  expect(connections()).toBe(2);
});

test.each([
  ["a 204 with a body", "HTTP/1.1 204 No Content\r\n\r\nthe body", 204, ""],
  ["a 204 with the length of a body", http(204, "the body"), 204, ""],
  ["a 304 with a body", http(304, "the body"), 304, ""],
  ["a longer body than its length says", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nthe body", 200, "the"],
  [
    "a longer body than its chunks",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nthe\r\n0\r\n\r\n body",
    200,
    "the",
  ],
])(
  "%s is parsed as HTTP defines it, and the bytes after it do not answer another request",
  async (_what, bytes, status, excerpt) => {
    const { url, allClosed } = await answering(bytes, http(418, "second"));
    const out = target();
    const request = { url, headers: {}, body: "" };
    expect(await out.post(request)).toMatchObject({ status, excerpt });
    await allClosed(); // a connection with extra bytes is not kept
    expect(await out.post(request)).toMatchObject({ status: 418, excerpt: "second" });
  },
);

test("an interim answer with a body is not valid HTTP", async () => {
  const { url } = await answering(`HTTP/1.1 103 Early\r\nContent-Length: 4\r\n\r\nbody${http(200)}`);
  expect(await post(url)).toMatchObject({ reason: "response-invalid" });
});

test("a chunked body is put together", async () => {
  const chunks = ["5\r\nhello\r\n", "7\r\n, world\r\n", "0\r\n\r\n"];
  const { url } = await receiver((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const chunk of chunks) socket.write(chunk);
  });
  expect(answered(await post(url)).excerpt).toBe("hello, world");
});

test("a body that arrives in pieces is put together", async () => {
  const { url } = await receiver((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc", () => socket.write("def"));
  });
  expect(answered(await post(url)).excerpt).toBe("abcdef");
});

test("Retry-After is returned unchanged", async () => {
  const { url } = await answering(http(503, "", ["Retry-After: Sun, 01 Mar 2026 12:00:30 GMT"]));
  expect(answered(await post(url)).retryAfter).toBe("Sun, 01 Mar 2026 12:00:30 GMT");
});

test.each([301, 302, 303, 307, 308])("a %i is not followed", async (status) => {
  const elsewhere = await answering(http(200));
  const { url } = await answering(http(status, "", [`Location: ${elsewhere.url}`]));
  const answer = await post(url);
  expect(classify(answer)).toEqual({ type: "failed", reason: "redirect-refused", status });
  expect(elsewhere.connections()).toBe(0);
});

test("up to five interim answers are skipped, and the final answer is returned", async () => {
  const interim = [100, 102, 103, 103, 199].map((status) => `HTTP/1.1 ${status} Wait\r\nLink: </a>\r\n\r\n`).join("");
  const { url } = await answering(interim + http(201, "done"));
  expect(await post(url)).toMatchObject({ status: 201, excerpt: "done" });
});

test("an answer that switches the protocol is returned as 101, and its connection is closed", async () => {
  const target = await answering("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nmore");
  expect(await post(target.url)).toMatchObject({ status: 101 });
  await target.allClosed();
});

test("a body that never ends is cut after 16 KiB and its connection is closed", async () => {
  const target = await receiver((socket) => {
    const more = () => {
      if (!socket.destroyed) socket.write("x".repeat(5000), more);
    };
    socket.write("HTTP/1.1 200 OK\r\n\r\n", more);
  });
  const answer = answered(await post(target.url));
  expect(answer.status).toBe(200);
  expect(answer.excerpt).toBe(`${"x".repeat(16 * 1024)} [cut after 16384 bytes]`);
  await target.allClosed();
});

test("a body of exactly 16 KiB is kept whole, and so is its connection", async () => {
  const target = await answering(http(200, "y".repeat(16 * 1024)));
  expect(answered(await post(target.url)).excerpt).toBe("y".repeat(16 * 1024));
});

test("a compressed body that the request did not accept is not unpacked", async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000)).toString("latin1");
  const { url } = await answering(http(200, bomb.slice(0, 9000), ["Content-Encoding: gzip"]));
  expect(answered(await post(url)).excerpt).toBe("[a body in gzip encoding, not shown]");
});

test("a binary body is not shown", async () => {
  const { url } = await answering(http(200, "\x89PNG\r\n\x1a\n\0"));
  expect(answered(await post(url)).excerpt).toBe("[a body that is not text, 9 bytes, not shown]");
});

test("the duration is in whole milliseconds", async () => {
  const { url } = await receiver((socket) => setTimeout(() => socket.write(http(200)), 60));
  const { durationMs } = await post(url);
  expect(durationMs).toBeGreaterThanOrEqual(50);
  expect(Number.isInteger(durationMs)).toBe(true);
});
