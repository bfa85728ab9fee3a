// The bytes that arrive at a target for arbitrary URLs, headers, bodies and templates: one request, with the intended headers,
// at the intended host.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { http, type Receiver, receiver, target } from "#support/byte-receiver.ts";
import { attemptOf, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { webhookFlow } from "#support/flow-files.ts";

/** A receiver that answers each request, and the bytes that it received since the last call. */
async function wiretap(): Promise<Receiver & { heard(): string }> {
  let heard = "";
  const made = await receiver(
    (socket) => void socket.write(http(200)),
    (bytes) => {
      heard += bytes;
    },
  );
  return {
    ...made,
    heard() {
      const all = heard;
      heard = "";
      return all;
    },
  };
}

/** Texts with a meaning in HTTP, mixed with others. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\r\n",
        "\n",
        "\r",
        "\0",
        ": ",
        ":",
        " ",
        "\t",
        "/",
        "//",
        "..",
        "?",
        "#",
        "@",
        "\\",
        "%0d%0a",
        "\u0085",
      ),
      fc.constantFrom(
        "Host: evil.example",
        "Content-Length: 0",
        "Transfer-Encoding: chunked",
        "POST / HTTP/1.1",
        "0\r\n\r\n",
      ),
      fc.constantFrom("\u010d\u010a", "\u{1f642}", "é", "\ud800", "{{ secrets.key }}", "{% raw %}", '"', "<", "&", "+"),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

/** The UTF-8 bytes of a text, each as one character. */
const bytesOf = (text: string): string => Buffer.from(text).toString("latin1");

test("for any text after the host in a URL, exactly the one intended request arrives", async () => {
  const { url, port, heard } = await wiretap();
  const out = target();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const answer = await out.post({ url: `${url}${text}`, headers: { "x-own": "own" }, body: "{}" });
      const bytes = heard();
      if (answer.type === "unanswered") {
        expect([answer.reason, bytes]).toEqual(["url-refused", ""]);
        return;
      }
      sent += 1;
      const [line = "", ...rest] = bytes.split("\r\n");
      expect(line).toMatch(/^POST \/[!-~]* HTTP\/1\.1$/);
      expect(rest).toEqual([
        `host: 127.0.0.1:${port}`,
        ...["x-own: own", "accept-encoding: identity", "content-length: 2", "Connection: keep-alive", "", "{}"],
      ]);
    }),
    { numRuns: 2000 },
  );
  expect(sent).toBeGreaterThan(100);
});

test("for any name and value, a header arrives as exactly that header, or nothing arrives", async () => {
  const { url, port, heard } = await wiretap();
  const out = target();
  let sent = 0;
  const names = fc.oneof(fc.constant("x-own"), fc.constantFrom("X-Own ", "", "x\ny"), hostile);
  await fc.assert(
    fc.asyncProperty(names, fc.oneof(hostile, fc.string({ unit: "binary" })), async (name, value) => {
      const answer = await out.post({ url, headers: { [name]: value }, body: "{}" });
      const bytes = heard();
      if (answer.type === "unanswered") {
        expect([answer.reason, bytes]).toEqual(["request-invalid", ""]);
        return;
      }
      sent += 1;
      expect(bytes.split("\r\n")).toEqual([
        ...["POST / HTTP/1.1", `host: 127.0.0.1:${port}`, `${name}: ${bytesOf(value)}`],
        ...["accept-encoding: identity", "content-length: 2", "Connection: keep-alive", "", "{}"],
      ]);
    }),
    { numRuns: 2000 },
  );
  expect(sent).toBeGreaterThan(100);
});

test("any body arrives unchanged, and ends at its content-length", async () => {
  const { url, heard } = await wiretap();
  const out = target();
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostile, fc.string({ unit: "binary", maxLength: 300 })), async (body) => {
      await out.post({ url, headers: {}, body });
      const bytes = heard();
      const head = bytes.slice(0, bytes.indexOf("\r\n\r\n"));
      expect(head).toContain(`\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`);
      expect(bytes.slice(head.length + 4)).toBe(bytesOf(body.toWellFormed()));
    }),
    { numRuns: 500 },
  );
});

test.each([
  "Host",
  "content-length",
  "Transfer-Encoding",
  "CONNECTION",
  "Accept-Encoding",
  "Expect",
  "Upgrade",
  "TE",
  "Trailer",
  "Keep-Alive",
  "Proxy-Connection",
])("a flow's header %s, which frames a request, is refused, and nothing is sent", async (name) => {
  const { url, connections } = await wiretap();
  const answer = await target().post({ url, headers: { [name]: "0" }, body: "{}" });
  expect(answer).toMatchObject({ reason: "request-invalid", detail: expect.stringContaining(name.toLowerCase()) });
  expect(connections()).toBe(0);
});

test("for any event, a webhook is the one request that its flow describes, or nothing is sent", async () => {
  const { port, heard } = await wiretap();
  const message = `{
    url: "http://127.0.0.1:${port}/{{ event.Path }}/end?q={{ event.Query }}",
    headers: { X-Own: "{{ event.Header }}", X-Upper: "{{ event.Header | upcase }}", Authorization: "Bearer {{ secrets.key }}" },
    body: { text: "{{ event.Text }}", "{{ event.Key }}": 1 }
  }`;
  const { ports } = deliveryPorts({ flow: webhookFlow(message.replaceAll("\n", " ")), secrets: { key: "s3cret" } });
  const out = target();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(hostile, hostile, hostile, hostile, hostile),
      async ([Path, Query, Header, Text, Key]) => {
        const properties: JsonObject = { Path, Query, Header, Text, Key };
        const event = { ...orderMessage().event, properties };
        const { attempt } = await attemptOf({ ...ports, target: out }, orderMessage({ event }));
        const bytes = heard();
        if (attempt.outcome !== "delivered") {
          expect([attempt.reason, bytes]).toEqual(["template-failed", ""]);
          return;
        }
        sent += 1;
        const head = bytes.slice(0, bytes.indexOf("\r\n\r\n"));
        const [line = "", ...headers] = head.split("\r\n");
        expect(line).toMatch(/^POST \/[^\s/?#]*\/end\?q=[^\s?#&]* HTTP\/1\.1$/);
        expect(headers.map((header) => header.split(":")[0]?.toLowerCase())).toEqual([
          ...["host", "content-type", "user-agent", "webhook-id", "webhook-timestamp", "flowhook-attempt"],
          ...["flowhook-flow-id", "flowhook-action-id", "x-own", "x-upper", "authorization"],
          ...["accept-encoding", "content-length", "connection"],
        ]);
        expect(headers[0]).toBe(`host: 127.0.0.1:${port}`);
        const body = bytes.slice(head.length + 4);
        expect(headers).toContain(`content-length: ${body.length}`);
        expect(JSON.parse(Buffer.from(body, "latin1").toString())).toMatchObject({ text: Text });
      },
    ),
    { numRuns: 1000 },
  );
  expect(sent).toBeGreaterThan(50);
});
