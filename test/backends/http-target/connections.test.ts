import type { Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { answered, answering, http, post, receiver, target, unanswered } from "#support/byte-receiver.ts";

/** Controls the clock by which connections age; timers keep running in real time. */
function passTime(): (ms: number) => void {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  return (ms) => void vi.advanceTimersByTime(ms);
}

/** The target acts on an unused connection. The action has arrived but is not read when the next request takes another one. */
async function expectReplaced(act: (socket: Socket) => void): Promise<void> {
  const pass = passTime();
  const sockets: Socket[] = [];
  const { url, requests, connections } = await receiver((socket, nth) => {
    sockets.push(socket);
    socket.write(http(200, String(nth)));
  });
  const out = target();
  await out.post(request(url));
  pass(100);
  for (const socket of sockets) act(socket);
  expect(answered(await out.post(request(url))).excerpt).toBe("2");
  expect(requests).toHaveLength(2);
  expect(connections()).toBe(2);
}

const request = (url: string) => ({ url, headers: {}, body: "{}" });

test("a connection is kept for the next request to the same origin", async () => {
  const { url, connections } = await answering(http(200));
  const out = target();
  for (let n = 0; n < 5; n++) answered(await out.post(request(`${url}${n}`)));
  expect(connections()).toBe(1);
});

test("an origin has at most the allowed number of connections, and every request is sent", async () => {
  const { url, connections, requests } = await answering(http(200));
  const out = target({ maxSockets: 3 });
  await Promise.all(Array.from({ length: 20 }, async () => answered(await out.post(request(url)))));
  expect(connections()).toBe(3);
  expect(requests).toHaveLength(20);
});

test("a kept connection that the target closes just as it is used is reported, and the request is not sent again", async () => {
  const { url, requests, connections } = await receiver((socket, nth) => {
    if (nth === 2) socket.resetAndDestroy();
    else socket.write(http(200, String(nth)));
  });
  const out = target();
  await out.post(request(url));
  expect(unanswered(await out.post(request(url)))).toMatchObject({ reason: "connection-stale", detail: "ECONNRESET" });
  expect(requests).toHaveLength(2);
  expect(answered(await out.post(request(url))).excerpt).toBe("3");
  expect(connections()).toBe(2);
});

test("a new connection that the target closes is not reported as a stale one", async () => {
  const { url } = await receiver((socket) => socket.resetAndDestroy());
  expect(unanswered(await post(url)).reason).toBe("connection-closed");
});

test("a kept connection that closes after the target worked on the request counts as closed without an answer", async () => {
  const pass = passTime();
  const { url, requests } = await receiver((socket, nth) => {
    if (nth === 1) return void socket.write(http(200));
    pass(1000);
    socket.resetAndDestroy();
  });
  const out = target();
  await out.post(request(url));
  expect(unanswered(await out.post(request(url)))).toMatchObject({ reason: "connection-closed", durationMs: 1000 });
  expect(requests).toHaveLength(2);
});

test.each(["end", "destroy", "resetAndDestroy"] as const)(
  "a kept connection that the target has closed (%s) is not written to: the request takes another one",
  (close) => expectReplaced((socket) => void socket[close]()),
);

test.each([
  ["an answer", http(200, "unasked")],
  ["a 408, which servers send when they close an unused connection", http(408, "unasked", ["Connection: close"])],
  ["a change of protocol", "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"],
  ["an interim answer and then another one", `HTTP/1.1 103 Early\r\n\r\n${http(200, "unasked")}`],
  ["another protocol", "220 mail.example.com ESMTP\r\n"],
])("%s that arrives over a kept connection before a request is written is not taken for its answer", (_what, bytes) =>
  expectReplaced((socket) => void socket.write(bytes)),
);

test.each([
  ["is used, when it was kept for half a minute", 30_000, 1],
  ["is not used, when it was kept for longer", 30_001, 2],
])("a connection %s", async (_what, unused, made) => {
  const pass = passTime();
  const { url, requests, connections } = await answering(http(200));
  const out = target();
  await out.post(request(url));
  pass(unused);
  answered(await out.post(request(url)));
  expect(connections()).toBe(made);
  expect(requests).toHaveLength(2);
});

test("a request can time out while its kept connection is checked", async () => {
  const pass = passTime();
  const { url, requests } = await answering(http(200));
  const out = target({ timeoutMs: 40 });
  await out.post(request(url));
  pass(100);
  const late = out.post(request(url));
  const until = process.hrtime.bigint() + 60_000_000n;
  while (process.hrtime.bigint() < until); // the process is busy for longer than the request may take
  expect(unanswered(await late).reason).toBe("timeout");
  expect(requests).toHaveLength(1);
});

test.each(["end", "reset"])(
  "an answer that is cut (%s) on an old connection does not send the request again",
  async (how) => {
    const { url, requests } = await receiver((socket, nth) => {
      if (nth === 1) return void socket.write(http(200));
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", () => {
        if (how === "end") socket.end();
        else setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
    const out = target();
    await out.post(request(url));
    expect(unanswered(await out.post(request(url))).reason).toBe("response-cut");
    await out.post(request(url));
    expect(requests).toHaveLength(3);
  },
);

test("bytes that follow an answer are not taken for the answer to the next request", async () => {
  const smuggled = http(200, "smuggled");
  const { url } = await answering(http(200, "first") + smuggled, http(404, "second"));
  const out = target();
  answered(await out.post(request(url)));
  expect(await out.post(request(url))).not.toMatchObject({ excerpt: "smuggled" });
});

test("a target that closes each connection gets each request on a new one", async () => {
  const { url, connections } = await receiver((socket) => socket.end(http(200, "", ["Connection: close"])));
  const out = target();
  for (let n = 0; n < 3; n++) answered(await out.post(request(url)));
  expect(connections()).toBe(3);
});

test("closing waits for the requests in flight, then closes all connections", async () => {
  let release = () => {};
  const slow = await receiver((socket) => {
    release = () => void socket.write(http(200, "late"));
  });
  const quick = await answering(http(200));
  const out = target();
  await out.post(request(quick.url));
  const late = out.post(request(slow.url));
  let closed = false;
  const closing = out.close().then(() => {
    closed = true;
  });
  await expect.poll(() => slow.requests.length).toBe(1);
  expect(closed).toBe(false);
  release();
  expect(answered(await late).excerpt).toBe("late");
  await closing;
  await Promise.all([slow.allClosed(), quick.allClosed()]);
});

test("a target that does not answer does not delay others", async () => {
  const waiting: Socket[] = [];
  const slow = await receiver((socket) => void waiting.push(socket));
  const quick = await answering(http(200));
  const out = target({ maxSockets: 4 });
  const stuck = Promise.all(Array.from({ length: 4 }, () => out.post(request(slow.url))));
  const order: string[] = [];
  void stuck.then(() => order.push("slow"));
  for (let n = 0; n < 20; n++) answered(await out.post(request(quick.url)));
  order.push("quick");
  for (const socket of waiting) socket.write(http(200));
  await stuck;
  expect(order).toEqual(["quick", "slow"]);
});

test("an early refusal of a large body is returned as the answer", async () => {
  const { url } = await answering(http(413, "too large", ["Connection: close"]));
  const answer = await target().post({ url, headers: {}, body: "x".repeat(200_000) });
  expect(answer).toMatchObject({ status: 413 });
});

test("twenty failures in a row cause no later error", async () => {
  const { url } = await receiver((socket) => socket.destroy());
  for (let n = 0; n < 20; n++) unanswered(await post(url));
});
