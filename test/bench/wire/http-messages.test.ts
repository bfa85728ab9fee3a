import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HttpMessages, headerValue, statusCode } from "../../../bench/wire/http-messages.ts";

const stream = [
  "POST /hook HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
  "GET /bench/arrived/0a HTTP/1.1\r\nhost: here\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "POST /hook HTTP/1.1\r\ncontent-length:   2\r\n\r\n\r\n",
].join("");
const bodies = ["hello", "", "abc0123456789", "", "\r\n"];

function bodiesOf(chunks: readonly string[]): string[] {
  const messages = new HttpMessages();
  return chunks.flatMap((chunk) => messages.push(Buffer.from(chunk)).map(({ body }) => body.toString()));
}

describe("a stream of messages", () => {
  test("is split into the same messages for any sizes of chunks", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (positions) => {
        const cuts = [0, ...positions.sort((a, b) => a - b), stream.length];
        const chunks = cuts.slice(1).map((end, index) => stream.slice(cuts[index], end));
        expect(bodiesOf(chunks)).toEqual(bodies);
      }),
    );
  });

  test("returns no message before it is complete", () => {
    expect(bodiesOf([stream.slice(0, stream.indexOf("hello") + 4)])).toEqual([]);
    expect(bodiesOf(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"])).toEqual([]);
  });
});

describe("a head", () => {
  const head = "HTTP/1.1 202 Accepted\r\nDate: now\r\nWebhook-ID:  msg_1 \r\nX-Webhook-Id-Old: msg_0";

  test.each([
    ["webhook-id", "msg_1"],
    ["x-webhook-id-old", "msg_0"],
    ["date", "now"],
    ["id", undefined],
  ])("has %s: %s", (name, value) => {
    expect(headerValue(head, name)).toBe(value);
  });

  test("returns the status of an answer, and 0 if it has no status", () => {
    expect(statusCode(head)).toBe(202);
    expect(statusCode("SSH-2.0-OpenSSH_9.6")).toBe(0);
  });
});
