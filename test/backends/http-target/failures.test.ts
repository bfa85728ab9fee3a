import type { Socket } from "node:net";
import { expect, test } from "vitest";
import type { HttpTargetOptions } from "#backends/http-target/http-target.ts";
import {
  answering,
  type Behaviour,
  connectionReceiver,
  http,
  post,
  receiver,
  target,
  unanswered,
} from "#support/byte-receiver.ts";
import { closedPort } from "#support/receiver.ts";

const failure = async (behave: Behaviour, options: Partial<HttpTargetOptions> = {}) => {
  const { url } = await receiver(behave);
  return unanswered(await post(url, options));
};

/** Sends the parts one by one, with pauses so that each arrives alone. */
function inParts(parts: readonly string[], then: (socket: Socket) => void): Behaviour {
  return (socket) => {
    const [part, ...rest] = parts;
    if (part === undefined) then(socket);
    else socket.write(part, () => setTimeout(() => inParts(rest, then)(socket, 0), 20));
  };
}

test("a port without a listener is connection-refused", async () => {
  const answer = await post(`http://127.0.0.1:${await closedPort()}/`);
  expect(answer).toMatchObject({ reason: "connection-refused", detail: "ECONNREFUSED" });
});

test.each(["destroy", "resetAndDestroy", "end"] as const)(
  "a target that closes the connection (%s) before it answers is connection-closed",
  async (close) => {
    expect(await failure((socket) => void socket[close]())).toMatchObject({ reason: "connection-closed" });
  },
);

test.each([
  ["a body shorter than its length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"],
  ["a chunk that is cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nonly this"],
  ["no last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"],
  ["half a head", "HTTP/1.1 200 OK\r\nContent-Le"],
  ["the first letter of an answer", "H"],
  ["half a head that follows an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 2"],
])("a target that closes after %s is response-cut", async (_what, ...parts) => {
  expect(await failure(inParts(parts, (socket) => socket.end()))).toMatchObject({ reason: "response-cut" });
  expect(await failure(inParts(parts, (socket) => socket.resetAndDestroy()))).toMatchObject({ reason: "response-cut" });
});

test("a target that closes after only an interim answer is connection-closed", async () => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\n";
  expect(await failure((socket) => socket.end(interim))).toMatchObject({ reason: "connection-closed" });
});

test.each([
  ["another protocol", "220 mail.example.com ESMTP\r\n"],
  ["an unknown version", "HTTP/9.9 200 OK\r\n\r\n"],
  ["a status that is not a number", "HTTP/1.1 abc OK\r\n\r\n"],
  ["a broken header", "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n"],
  ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok"],
  ["a length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"],
])("%s is response-invalid", async (_what, bytes) => {
  const answer = await failure((socket) => void socket.write(bytes));
  expect(answer).toMatchObject({ reason: "response-invalid", detail: expect.stringMatching(/^HPE_/) });
});

test.each([
  ["no length", "ZZZ\r\nok\r\n"],
  ["no length after a valid chunk", "2\r\nok\r\nZZZ\r\n"],
  ["more bytes than its length", "2\r\nokZZZ\r\n"],
  ["a negative length", "-2\r\nok\r\n"],
  ["a length that overflows", `${"f".repeat(40)}\r\nok\r\n`],
  ["trailers without end", `2\r\nok\r\n0\r\n${"X-Header: 0123456789\r\n".repeat(2000)}`],
])("a body with a chunk that has %s is response-body-invalid", async (_what, body) => {
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const expected = { reason: "response-body-invalid", detail: expect.stringMatching(/^HPE_/) };
  expect(await failure((socket) => void socket.write(head + body))).toMatchObject(expected);
  expect(await failure(inParts([head, body], () => {}))).toMatchObject(expected);
});

test.each([
  ["many headers", "X-Header: 0123456789\r\n".repeat(2000)],
  ["one long header", `X-Header: ${"x".repeat(17_000)}\r\n`],
  ["a long name of a header", `${"x".repeat(17_000)}: x\r\n`],
])("a head of more than 16 KiB in %s is response-head-too-long", async (_what, headers) => {
  const answer = await failure((socket) => void socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n`));
  expect(answer).toMatchObject({ reason: "response-head-too-long", detail: "HPE_HEADER_OVERFLOW" });
});

test("a target that sends nothing runs into the timeout", async () => {
  const silent = await receiver(() => {});
  const answer = unanswered(await post(silent.url, { timeoutMs: 80 }));
  expect(answer).toMatchObject({ reason: "timeout", detail: "80 ms" });
  expect(answer.durationMs).toBeGreaterThanOrEqual(75);
  await silent.allClosed();
});

test("a target that sends endless interim answers is stopped after five, and its connection is closed", async () => {
  let sent = 0;
  const target = await receiver((socket) => {
    const more = () => {
      if (socket.destroyed) return;
      sent += 1;
      socket.write("HTTP/1.1 102 Processing\r\n\r\n", () => setImmediate(more));
    };
    more();
  });
  expect(await post(target.url)).toMatchObject({ reason: "too-many-interim-answers", detail: "over 5" });
  await target.allClosed();
  expect(sent).toBeLessThan(1000);
});

test("a target that sends nothing after an interim answer runs into the timeout", async () => {
  const answer = await failure((socket) => void socket.write("HTTP/1.1 102 Processing\r\n\r\n"), { timeoutMs: 80 });
  expect(answer.reason).toBe("timeout");
});

test("a body that arrives byte by byte runs into the timeout of the response", async () => {
  const slow = await receiver((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
    const timer = setInterval(() => socket.write("."), 5);
    socket.on("close", () => clearInterval(timer));
  });
  expect(await post(slow.url, { timeoutMs: 80 })).toMatchObject({ reason: "timeout-response" });
  await slow.allClosed();
});

test("a head that arrives byte by byte runs into the timeout of the response", async () => {
  const answer = await failure(
    (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      const timer = setInterval(() => socket.write("."), 5);
      socket.on("close", () => clearInterval(timer));
    },
    { timeoutMs: 80 },
  );
  expect(answer.reason).toBe("timeout-response");
});

test("a name whose lookup hangs runs into the connect timeout", async () => {
  const lookup = () => new Promise<never>(() => {});
  const answer = await post("http://hangs.example/", { lookup, connectTimeoutMs: 60 });
  expect(answer).toMatchObject({ reason: "timeout-connect", detail: "60 ms" });
  expect(answer.durationMs).toBeLessThan(1000);
});

test("a lookup that hangs until the timeout of the request is timeout-connect as well", async () => {
  const lookup = () => new Promise<never>(() => {});
  expect(await post("http://hangs.example/", { lookup, timeoutMs: 60 })).toMatchObject({ reason: "timeout-connect" });
});

test.each(["ENOTFOUND", "EAI_AGAIN", "ESERVFAIL"])("a lookup that fails with %s is dns-failed", async (code) => {
  const lookup = () => Promise.reject(Object.assign(new Error("no such host"), { code }));
  expect(await post("http://gone.example/", { lookup })).toMatchObject({ reason: "dns-failed", detail: code });
});

test("a name without any address is dns-failed", async () => {
  const lookup = () => Promise.resolve([]);
  expect(await post("http://gone.example/", { lookup })).toMatchObject({ reason: "dns-failed", detail: "ENODATA" });
});

test("a request that waits for a connection until it times out is no-free-connection", async () => {
  const silent = await receiver(() => {});
  const busy = target({ maxSockets: 1, timeoutMs: 80 });
  const request = { url: silent.url, headers: {}, body: "" };
  const answers = await Promise.all([busy.post(request), busy.post(request)]);
  expect(answers.map((answer) => unanswered(answer).reason)).toEqual(["timeout", "no-free-connection"]);
});

test.each([
  ["late is reported as no-free-connection", 260, "no-free-connection"],
  ["early is reported as the target's timeout", 60, "timeout"],
])("a timeout of a request that got its connection %s", async (_what, answeredAfter, reason) => {
  const { url } = await receiver((socket, nth) => {
    if (nth === 1) setTimeout(() => socket.write(http(200)), answeredAfter);
  });
  const busy = target({ maxSockets: 1, timeoutMs: 400 });
  const request = { url, headers: {}, body: "" };
  const [, second] = await Promise.all([busy.post(request), busy.post(request)]);
  expect(unanswered(second).reason).toBe(reason);
});

test("no failure shows the path, the query, a header or the body", async () => {
  const connection = await connectionReceiver((socket) => socket.destroy());
  const broken = await answering("SECRET\r\n\r\n");
  const redirect = await answering(http(302));
  const urls = [connection.url, broken.url, redirect.url, "http://10.0.0.1/", "http://[bad/", "ftp://host/"];
  for (const url of urls) {
    const answer = await target().post({
      url: `${url}SECRET?SECRET`,
      headers: { authorization: "SECRET" },
      body: "SECRET",
    });
    expect(JSON.stringify(answer)).not.toContain("SECRET");
  }
});
