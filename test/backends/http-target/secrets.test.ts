// Targets that repeat the request: their answers are withheld, or shown without the secrets if their owner allows that.

import { expect, test } from "vitest";
import { EXCERPT_LIMIT } from "#backends/http-target/limits.ts";
import { answered, answering, http, receiver, target } from "#support/byte-receiver.ts";

const SECRET = "sk/live+0123456789";

function post(url: string, hidden: readonly string[], headers: Readonly<Record<string, string>> = {}) {
  return target().post({ url, headers, body: "{}", hidden, showAnswer: true });
}

/** Ways to repeat a secret. No list of them is complete. */
const REPEATED: readonly (readonly [string, string])[] = [
  ["plainly", SECRET],
  ["in base64 with line breaks", Buffer.from(SECRET.repeat(9)).toString("base64").replaceAll(/.{76}/g, "$&\n")],
  ["in base64 of base64", Buffer.from(Buffer.from(SECRET).toString("base64")).toString("base64")],
  ["in hex", Buffer.from(SECRET).toString("hex")],
  ["as quoted-printable", SECRET.replaceAll("/", "=2F").replaceAll("+", "=\r\n+")],
  ["backwards", [...SECRET].reverse().join("")],
];

test.each(REPEATED)(
  "a target that repeats a secret %s shows nothing of it: its answer is withheld",
  async (_how, body) => {
    const { url } = await answering(http(401, body, ["Content-Type: text/html; charset=utf-8"]));
    const { status, excerpt } = answered(await target().post({ url, headers: {}, body: "{}", hidden: [SECRET] }));
    expect(status).toBe(401);
    const size = Buffer.byteLength(body);
    expect(excerpt).toBe(`[HTML, ${size} bytes, withheld because the request carried a secret: see docs/secrets.md]`);
  },
);

test.each([
  [`text/${SECRET}`, "", "a body"],
  ["application/json", SECRET, "JSON"],
])("the headers of a withheld answer are not shown either", async (type, encoding, what) => {
  const { url } = await answering(http(500, "x", [`Content-Type: ${type}`, `Content-Encoding: ${encoding}`]));
  const { excerpt } = answered(await target().post({ url, headers: {}, body: "{}", hidden: [SECRET] }));
  expect(excerpt).toBe(`[${what}, 1 bytes, withheld because the request carried a secret: see docs/secrets.md]`);
});

test("the answer to a request without secrets is shown", async () => {
  const { url } = await answering(http(500, "no such field"));
  expect(answered(await target().post({ url, headers: {}, body: "{}", hidden: [] })).excerpt).toBe("no such field");
});

async function shown(body: string, hidden: readonly string[], headers: readonly string[] = []): Promise<string> {
  const { url } = await answering(http(401, body, headers));
  return answered(await post(url, hidden)).excerpt;
}

test("the excerpt of an answer that repeats the request has no secrets", async () => {
  const echo = await receiver((socket) => {
    const [request = ""] = echo.requests.slice(-1);
    socket.write(http(200, request));
  });
  const sent = { url: `${echo.url}${encodeURIComponent(SECRET)}?key=${SECRET}`, authorization: `Bearer ${SECRET}` };
  const { excerpt } = answered(await post(sent.url, [SECRET], { authorization: sent.authorization, "x-open": "open" }));
  expect(echo.requests[0]).toContain(SECRET);
  expect(excerpt).toContain("POST /***?key=*** HTTP/1.1\r\n");
  expect(excerpt).toContain("authorization: Bearer ***\r\nx-open: open\r\n");
});

test.each([
  ["a value without its scheme", "no token abc-123", ["Bearer abc-123"], "no token ***"],
  [
    "credentials that are repeated as they were sent",
    "no dXNlcjpwYXNzd29yZA==",
    ["Basic dXNlcjpwYXNzd29yZA=="],
    "no ***",
  ],
  ["credentials that are repeated in the clear", "no user:password", ["Basic dXNlcjpwYXNzd29yZA=="], "no ***"],
  ["a password out of credentials", "no password, user", ["Basic dXNlcjpwYXNzd29yZA=="], "no ***, user"],
  ["a password out of credentials without their scheme", "no password", ["dXNlcjpwYXNzd29yZA=="], "no ***"],
])("%s is hidden", async (_what, body, hidden, excerpt) => {
  expect(await shown(body, hidden)).toBe(excerpt);
});

test.each(["", "a", "ab", "abc", "authorization: Bearer "])(
  "a secret is hidden in the base64 of a text in which %j precedes it",
  async (before) => {
    const text = `${before}${SECRET}, and more`;
    for (const encoding of ["base64", "base64url"] as const) {
      const seen = await shown(Buffer.from(text).toString(encoding), [`Bearer ${SECRET}`]);
      expect(seen).toContain("***");
      // One character remains at each end, because it also encodes a part of a neighbouring byte.
      const decoded = Buffer.from(seen.replace("***", "AAAA"), encoding).toString("latin1");
      for (let start = 0; start + 3 <= SECRET.length; start++)
        expect(decoded).not.toContain(SECRET.slice(start, start + 3));
    }
  },
);

test.each([
  ["a short password, which may be a common word", "no yes", ["Basic dXNlcjp5ZXM="]],
  ["a text that happens to be base64, but not of credentials", "password", ["cGFzc3dvcmQ="]],
  ["a text that happens to be base64, but not of text", "value", ["////OnZhbHVl"]],
  ["anything, without secrets", `the ${SECRET}`, []],
])("%s stays", async (_what, body, hidden) => {
  expect(await shown(body, hidden)).toBe(body);
});

test("a secret is hidden if the body is cut in its middle", async () => {
  const start = "x".repeat(EXCERPT_LIMIT - 5);
  expect(await shown(`${start}${SECRET}`, [SECRET])).toBe(`${start}*** [cut after 16384 bytes]`);
});

test("a secret is hidden in the name of an encoding", async () => {
  expect(await shown("x", [SECRET], [`Content-Encoding: ${SECRET}`])).toBe("[a body in *** encoding, not shown]");
});

test("each request's secrets are hidden in its own answer, even after the cache of hiders was cleared", async () => {
  const { url } = await receiver((socket, nth) => void socket.write(http(200, `secret-${nth} secret-0`)));
  const out = target();
  for (let nth = 1; nth <= 130; nth++) {
    const answer = await out.post({ url, headers: {}, body: "", hidden: [`secret-${nth}`], showAnswer: true });
    expect(answered(answer).excerpt).toBe("*** secret-0");
  }
});
