// The rules of HTTP at ingest, on the embedded server: methods, headers, framing, malformed requests.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { orderFlow } from "#support/flow-files.ts";
import { sendRaw } from "#support/raw-http.ts";
import { INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

let flowhook: TestProcess;

beforeAll(async () => {
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", "https://hook.example/") } });
});

afterAll(() => flowhook.stop());

const EVENT = '{"metric":"m","profile":{"id":"1"}}';
const KEY = `authorization: Bearer ${INGEST_KEY}\r\n`;
const JSON_TYPE = "content-type: application/json\r\n";
const HOST = "host: flowhook\r\n";
const CLOSE = "connection: close\r\n";

/** A request with a key. */
function request(line: string, headers: string, body = ""): string {
  return `${line} HTTP/1.1\r\n${HOST}${KEY}${JSON_TYPE}${headers}\r\n${body}`;
}

/** An event with the headers that frame its body. */
const post = (headers = CLOSE, body = EVENT) =>
  request("POST /events", `content-length: ${body.length}\r\n${headers}`, body);

const chunked = (chunks: string, headers = "") =>
  request("POST /events", `transfer-encoding: chunked\r\n${CLOSE}${headers}`, chunks);

const CHUNKS = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n0\r\n\r\n`;

describe("a request is accepted", () => {
  it.each<[string, string]>([
    ["with a length", post()],
    ["in chunks", chunked(CHUNKS)],
    ["in chunks of one byte", chunked(`${[...EVENT].map((byte) => `1\r\n${byte}\r\n`).join("")}0\r\n\r\n`)],
    ["in chunks with trailers", chunked(`${EVENT.length.toString(16)}\r\n${EVENT}\r\n0\r\nx-sum: 1\r\n\r\n`)],
    ["with a query", post().replace("/events ", "/events?source=shop ")],
    ["with a whole URL as its target", post().replace("/events ", "http://flowhook/events ")],
    ["with 100 headers", post(`${"x-a: 1\r\n".repeat(95)}${CLOSE}`)],
    ["with headers of 15 KiB", post(`x-a: ${"x".repeat(15 * 1024)}\r\n${CLOSE}`)],
    ["with an expectation that is not known", post(`expect: coffee\r\n${CLOSE}`)],
    ["that offers another protocol", post(`upgrade: h2c\r\nconnection: upgrade, close\r\n`)],
    ["of HTTP/1.0 without a host", post("").replace("HTTP/1.1", "HTTP/1.0").replace(HOST, "")],
  ])("%s", async (_title, raw) => {
    expect(await sendRaw(flowhook.url, raw)).toMatchObject([{ status: 202 }]);
  });

  it("with its body after the 100 Continue", async () => {
    const answers = await sendRaw(flowhook.url, post(`expect: 100-continue\r\n${CLOSE}`));
    expect(answers).toMatchObject([{ status: 100 }, { status: 202 }]);
  });

  it("among others on one connection, and the answers have the order of the requests", async () => {
    const wrong = post("", "[]");
    const answers = await sendRaw(flowhook.url, post("") + wrong + request("GET /health", "") + post());
    expect(answers.map(({ status }) => status)).toEqual([202, 400, 200, 202]);
  });
});

describe("a request is refused with a status, a code and a message", () => {
  const HUGE = "x".repeat(20 * 1024);
  it.each<[string, string, number, string, RegExp]>([
    ["without a host", post().replace(HOST, ""), 400, "invalid", /Host/],
    ["with 101 headers", post(`${"x-a: 1\r\n".repeat(96)}${CLOSE}`), 431, "headers_too_large", /at most 100 headers/],
    ["with 3,000 headers", post(`${"a:\r\n".repeat(3_000)}${CLOSE}`), 431, "headers_too_large", /at most 100 headers/],
    ["with headers over 16 KiB", post(`x-a: ${HUGE}\r\n`), 431, "headers_too_large", /16384 bytes/],
    ["with a name of a header over 16 KiB", post(`${HUGE}: 1\r\n`), 431, "headers_too_large", /16384 bytes/],
    ["with a target over 16 KiB", post().replace("/events", `/events?${HUGE}`), 431, "headers_too_large", /16384/],
    ["of HTTP/3.0", post().replace("HTTP/1.1", "HTTP/3.0"), 400, "invalid", /not valid HTTP/],
    ["of TLS", "\u0016\u0003\u0001\u0000\u0001", 400, "invalid", /not valid HTTP/],
    ["of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "invalid", /not valid HTTP/],
    ["with an unknown method", post().replace("POST", "BREW"), 400, "invalid", /not valid HTTP/],
    ["with a space in its target", post().replace("/events", "/ev ents"), 400, "invalid", /not valid HTTP/],
    ["with a NUL in a header", post("x-a: \u0000\r\n"), 400, "invalid", /not valid HTTP/],
    [
      "with a line feed alone between headers",
      post().replace(KEY, KEY.replace("\r", "")),
      400,
      "invalid",
      /not valid HTTP/,
    ],
    ["with a folded header", post("x-a: 1\r\n 2\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a space before a colon", post("x-a : 1\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a length and chunks", chunked(CHUNKS, "content-length: 5\r\n"), 400, "invalid", /not valid HTTP/],
    ["with two lengths", post("content-length: 5\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a length that is no number", post().replace(/length: \d+/, "length: 3x"), 400, "invalid", /not valid HTTP/],
    ["with a negative length", post().replace(/length: \d+/, "length: -1"), 400, "invalid", /not valid HTTP/],
    ["with a length in a list", post().replace(/length: (\d+)/, "length: $1, $1"), 400, "invalid", /not valid HTTP/],
    [
      "with chunks that are not the last coding",
      chunked(CHUNKS).replace("chunked", "chunked, identity"),
      400,
      "invalid",
      /not valid HTTP/,
    ],
    ["with chunks in other words", chunked(CHUNKS).replace("chunked", "xchunked"), 400, "invalid", /not valid HTTP/],
    ["with a chunk of no length", chunked("zz\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a chunk of a negative length", chunked("-1\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a chunk that is longer than its length", chunked("2\r\nabc\r\n0\r\n\r\n"), 400, "invalid", /not valid HTTP/],
    ["with a huge chunk", chunked(`ffffffffffffffff1\r\n${EVENT}`), 400, "invalid", /not valid HTTP/],
    ["with long extensions of chunks", chunked(`1;${HUGE}\r\n{\r\n`), 413, "too_large", /extensions/],
    ["with an empty body", post(CLOSE, ""), 400, "invalid", /empty/],
    [
      "that is longer than allowed by its length",
      post("", " ".repeat(262_145)).replace(JSON_TYPE, JSON_TYPE + CLOSE),
      413,
      "too_large",
      /262144 bytes/,
    ],
    [
      "that is longer than allowed by its chunks",
      chunked(`40001\r\n${" ".repeat(0x40001)}\r\n0\r\n\r\n`),
      413,
      "too_large",
      /262144 bytes/,
    ],
    [
      "of a wrong content type",
      post().replace("application/json", "text/plain"),
      415,
      "unsupported_media_type",
      /application\/json/,
    ],
    ["without a content type", post().replace(JSON_TYPE, ""), 415, "unsupported_media_type", /application\/json/],
    [
      "in an unknown encoding",
      post(`content-encoding: br\r\n${CLOSE}`),
      415,
      "unsupported_media_type",
      /gzip or deflate/,
    ],
    ["that is no gzip", post(`content-encoding: gzip\r\n${CLOSE}`), 400, "invalid", /not gzip/],
    ["that wants a proxy", request("CONNECT flowhook:443", ""), 405, "method_not_allowed", /not a proxy/],
    [
      "to an unknown path",
      request("POST /event", `${CLOSE}content-length: 2\r\n`, "{}"),
      404,
      "not_found",
      /POST \/event/,
    ],
    ["to a path with a slash at its end", request("POST /events/", CLOSE), 404, "not_found", /\/events\//],
    ["to a path in other letters", request("POST /Events", CLOSE), 404, "not_found", /\/Events/],
    ["to a path with dots", request("POST /x/../events", CLOSE), 404, "not_found", /There is no POST/],
    ["to an encoded path", request("POST /%65vents", CLOSE), 404, "not_found", /There is no POST/],
    ["to a path with two slashes", request("POST //events", CLOSE), 404, "not_found", /There is no POST/],
  ])("%s", async (_title, raw, status, code, detail) => {
    expect(await sendRaw(flowhook.url, raw)).toEqual([
      expect.objectContaining({ status, code, detail: expect.stringMatching(detail) }),
    ]);
  });

  it("without a 100 Continue, if its headers are refused; and the connection ends before the body", async () => {
    const raw = post("expect: 100-continue\r\n").replace(INGEST_KEY, "wrong");
    expect(await sendRaw(flowhook.url, raw.slice(0, -EVENT.length))).toMatchObject([{ status: 401 }]);
  });
});

describe("a malformed request after another on one connection", () => {
  it("is answered after the answer to the earlier one", async () => {
    const answers = await sendRaw(flowhook.url, `${post("")}NONSENSE\r\n\r\n`);
    expect(answers).toMatchObject([{ status: 202 }, { status: 400, code: "invalid" }]);
  });

  it("can't hide in the body of the earlier one", async () => {
    const hidden = request("GET /health", CLOSE);
    const raw = request("POST /events", `content-length: 0\r\ntransfer-encoding: chunked\r\n`, `0\r\n\r\n${hidden}`);
    expect(await sendRaw(flowhook.url, raw)).toMatchObject([{ status: 400 }]);
  });
});

describe.each([...INGEST_ROUTES.map(({ path }) => [path, "POST, OPTIONS"]), ["/health", "GET, HEAD, OPTIONS"]])(
  "the path %s",
  (path, allowed) => {
    it.each(
      ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"].filter((method) => !allowed.split(", ").includes(method)),
    )("refuses %s with 405 and the allowed methods", async (method) => {
      const [answer] = await sendRaw(flowhook.url, `${method} ${path} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
      expect(answer?.status).toBe(405);
      expect(answer?.headers).toContain(`allow: ${allowed}\r\n`);
    });

    it("answers OPTIONS with the allowed methods", async () => {
      const [answer] = await sendRaw(flowhook.url, `OPTIONS ${path} HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
      expect([answer?.status, answer?.body]).toEqual([200, ""]);
      expect(answer?.headers).toContain(`allow: ${allowed}\r\n`);
    });
  },
);

it("a HEAD of the health has the headers of a GET and no body", async () => {
  const [answer] = await sendRaw(flowhook.url, `HEAD /health HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
  expect([answer?.status, answer?.body]).toEqual([200, ""]);
});
