import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { INGEST_KEY, ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

let flowhook: TestProcess;

beforeAll(async () => {
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", "https://hook.example/") } });
});

afterAll(() => flowhook.stop());

async function errorsOf(answer: Response) {
  return JSON.parse(await answer.text()).errors;
}

describe("POST /events", () => {
  it.each([
    ["Bearer test-ingest-key", 202],
    ["Klaviyo-API-Key test-ingest-key", 202],
    ["Bearer wrong", 401],
    ["Basic dGVzdA==", 401],
    ["", 401],
  ])("with the authorization %j, answers %d", async (authorization, status) => {
    const answer = await flowhook.post({ ...ORDER, metric: "Unmatched" }, { authorization });
    expect(answer.status).toBe(status);
  });

  it("answers 400 with the position and the fix of every problem, in Klaviyo's format", async () => {
    const answer = await flowhook.post({ metric: "", profile: { emial: "a@b.example" } });
    expect(answer.status).toBe(400);
    const errors = await errorsOf(answer);
    expect(errors).toEqual([
      {
        id: expect.any(String),
        status: 400,
        code: "invalid",
        title: "Invalid input.",
        detail: "Must not be empty.",
        source: { pointer: "/metric" },
      },
      expect.objectContaining({
        detail: 'There is no field "emial" here. Did you mean "email"?',
        source: { pointer: "/profile/emial" },
      }),
    ]);
  });

  it.each([
    ["text/plain", 415],
    ["application/xml", 415],
    ["", 415],
    ["application/json; charset=utf-8", 202],
  ])("with the content type %j, answers %d", async (type, status) => {
    const answer = await flowhook.post({ ...ORDER, metric: "Unmatched" }, { "content-type": type });
    expect(answer.status).toBe(status);
  });

  it.each([
    ["gzip", gzipSync(JSON.stringify(ORDER)), 202],
    ["deflate", deflateSync(JSON.stringify(ORDER)), 202],
    ["gzip", Buffer.from(JSON.stringify(ORDER)), 400],
    ["gzip", gzipSync(Buffer.alloc(100 * 1024 * 1024)), 413],
    ["br", brotliCompressSync(JSON.stringify(ORDER)), 415],
  ])("answers a body in the encoding %s, correct or not, with its status", async (encoding, body, status) => {
    const authorization = `Bearer ${INGEST_KEY}`;
    const headers = { authorization, "content-type": "application/json", "content-encoding": encoding };
    const answer = await fetch(`${flowhook.url}/events`, { method: "POST", headers, body });
    expect(answer.status).toBe(status);
  });

  it("accepts 256 KiB and answers 413 for one byte more", async () => {
    const empty = JSON.stringify({ ...ORDER, metric: "Unmatched", properties: { a: [""] } });
    const pad = (bytes: number) => {
      const texts = Array.from({ length: 4 }, () => "x".repeat(50_000));
      const body = JSON.stringify({ ...ORDER, metric: "Unmatched", properties: { a: [...texts, ""] } });
      return body.replace('""]', `"${"x".repeat(bytes - body.length)}"]`);
    };
    expect(pad(262_144)).toHaveLength(262_144);
    expect((await flowhook.post(pad(262_144))).status).toBe(202);
    expect((await flowhook.post(pad(262_145))).status).toBe(413);
    expect(empty.length).toBeLessThan(262_144);
  });

  it("refuses bytes that are not UTF-8", async () => {
    const answer = await fetch(`${flowhook.url}/events`, {
      method: "POST",
      headers: { authorization: "Bearer test-ingest-key", "content-type": "application/json" },
      body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    });
    expect([answer.status, (await errorsOf(answer))[0].detail]).toEqual([400, "The body is not UTF-8."]);
  });
});

describe("/health", () => {
  it.each([
    ["GET", "/health"],
    ["HEAD", "/health"],
    ["GET", "/health?x=1"],
  ])("answers %s %s without a key", async (method, path) => {
    expect((await fetch(`${flowhook.url}${path}`, { method })).status).toBe(200);
  });
});

/** Sends a large body completely, in parts, before it reads the answer, as simple clients do. */
async function sendWhole(headers: string, bytes: number): Promise<string> {
  const { port } = new URL(flowhook.url);
  const socket = connect(Number(port), "127.0.0.1");
  const answer = text(socket);
  socket.write(
    `POST /events HTTP/1.1\r\nhost: flowhook\r\nconnection: close\r\ncontent-type: application/json\r\n${headers}\r\n`,
  );
  const part = Buffer.alloc(1024 * 1024, "x");
  for (let sent = 0; sent < bytes; sent += part.length) {
    if (!socket.write(part)) await new Promise((resolve) => socket.once("drain", resolve));
  }
  return answer;
}

describe("a client that sends a large body completely", () => {
  const MEGABYTES = 20;
  const bytes = MEGABYTES * 1024 * 1024;

  it("receives the 413, and its connection is not reset", async () => {
    const answer = await sendWhole(`authorization: Bearer ${INGEST_KEY}\r\ncontent-length: ${bytes}\r\n`, bytes);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"too_large"');
  });

  it("receives the 401 if it sent no key, and its body is not held in memory", async () => {
    const before = process.memoryUsage().arrayBuffers;
    const answers = Array.from({ length: 10 }, () => sendWhole(`content-length: ${bytes}\r\n`, bytes));
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes * 5);
  });
});

it("1,000 requests without a key are answered before any of their bodies of 256 KiB is sent", async () => {
  const { port } = new URL(flowhook.url);
  const head = `POST /events HTTP/1.1\r\nhost: flowhook\r\ncontent-type: application/json\r\ncontent-length: ${256 * 1024}\r\n\r\n`;
  const REQUESTS = 1_000;
  const AT_ONCE = 100;
  let written = 0;
  const statuses: string[] = [];
  // The client sends only the head and waits, so an answer proves that the server neither read nor holds a byte of the body.
  const ask = async () => {
    const socket = connect(Number(port), "127.0.0.1");
    const answer = new Promise<string>((resolve, reject) => {
      socket.once("data", (chunk) => resolve(chunk.toString().split("\r\n", 1)[0] ?? ""));
      socket.once("error", reject);
    });
    socket.write(head);
    statuses.push(await answer);
    written += socket.bytesWritten;
    socket.destroy();
  };
  for (let asked = 0; asked < REQUESTS; asked += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, ask));
  expect(statuses).toEqual(Array(REQUESTS).fill("HTTP/1.1 401 Unauthorized"));
  expect(written).toBe(REQUESTS * head.length);
});

it("an event with the unique_id of an earlier one is answered as a duplicate, with the id of the earlier one", async () => {
  const event = { ...ORDER, unique_id: "order-77" };
  const answers: Record<string, unknown>[] = [];
  for (const sent of [event, event, { ...event, unique_id: "order-78" }, ORDER, ORDER]) {
    const response = await flowhook.post(sent);
    expect(response.status).toBe(202);
    answers.push(JSON.parse(await response.text()));
  }
  const ids = answers.map(({ event_id }) => event_id);
  expect(ids[0]).toMatch(/^evt_[0-9a-f]{32}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(4);
  expect(answers.map(({ duplicate }) => duplicate)).toEqual([undefined, true, undefined, undefined, undefined]);
});
