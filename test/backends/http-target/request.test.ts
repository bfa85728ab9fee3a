import { expect, test } from "vitest";
import { addressRanges } from "#support/address-ranges.ts";
import { answering, http, receiver, target } from "#support/byte-receiver.ts";

test("the request has exactly the given method, path, headers and body, plus Host, length and no compression", async () => {
  const { url, requests, port } = await answering(http(200));
  await target().post({
    url: `${url}a%20b/ü?q=1&r=%0A`,
    headers: { "content-type": "application/json", "webhook-id": "evt_1:f:a", "X-Own": "a b" },
    body: '{"name":"Zoë 🙂"}',
  });
  const body = Buffer.from('{"name":"Zoë 🙂"}').toString("latin1");
  expect(requests).toEqual([
    [
      "POST /a%20b/%C3%BC?q=1&r=%0A HTTP/1.1",
      `host: 127.0.0.1:${port}`,
      "content-type: application/json",
      "webhook-id: evt_1:f:a",
      "X-Own: a b",
      "accept-encoding: identity",
      `content-length: ${body.length}`,
      "Connection: keep-alive",
      "",
      body,
    ].join("\r\n"),
  ]);
});

test("an empty body has the length 0", async () => {
  const { url, requests } = await answering(http(200));
  await target().post({ url, headers: {}, body: "" });
  expect(requests[0]).toContain("\r\ncontent-length: 0\r\n");
  expect(requests[0]).toMatch(/\r\n\r\n$/);
});

test("a body of 256 KiB arrives whole", async () => {
  const { url, requests } = await answering(http(200));
  const body = JSON.stringify("x".repeat(256 * 1024 - 2));
  await target().post({ url, headers: {}, body });
  expect(requests[0]?.endsWith(`\r\n\r\n${body}`)).toBe(true);
});

test.each([
  ["a line break in a value", { "x-own": "a\r\nX-Injected: 1" }],
  ["a line feed in a value", { "x-own": "a\nb" }],
  ["a second request in a value", { "x-own": "a\r\n\r\nPOST /admin HTTP/1.1\r\n\r\n" }],
  ["a character outside Latin-1 in a value", { "x-own": "日本" }],
  ["a line break in a name", { "x\r\ny": "a" }],
  ["a space in a name", { "x y": "a" }],
  ["an empty name", { "": "a" }],
])("%s is request-invalid, and nothing is sent", async (_what, headers) => {
  const { url, connections } = await answering(http(200));
  const answer = await target().post({ url, headers, body: "" });
  expect(answer).toMatchObject({ reason: "request-invalid", detail: expect.stringMatching(/^ERR_/) });
  expect(connections()).toBe(0);
});

test.each(["http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: 1", "http://user:pass@127.0.0.1/", "nonsense"])(
  "%j is url-refused, and nothing is sent",
  async (url) => {
    expect(await target().post({ url, headers: {}, body: "" })).toMatchObject({ reason: "url-refused", durationMs: 0 });
  },
);

test("a demo's requests all go to its receiver, with the Host header and path of their URL", async () => {
  const { url, requests } = await answering(http(200));
  const demo = target({ policy: { allowed: [] }, redirectTo: url, lookup: () => Promise.reject(new Error("unused")) });
  const answer = await demo.post({ url: "https://api.example.com/v1/mailings?x=1", headers: {}, body: "{}" });
  expect(answer).toMatchObject({ status: 200 });
  expect(requests[0]).toMatch(/^POST \/v1\/mailings\?x=1 HTTP\/1\.1\r\nhost: api\.example\.com\r\n/);
});

test("a demo refuses the URLs that would be refused without it", async () => {
  const { url, connections } = await answering(http(200));
  const demo = target({ policy: { allowed: [] }, redirectTo: url });
  expect(await demo.post({ url: "http://api.example.com/", headers: {}, body: "" })).toMatchObject({
    reason: "url-refused",
  });
  expect(await demo.post({ url: "https://10.0.0.1/", headers: {}, body: "" })).toMatchObject({
    reason: "address-refused",
  });
  expect(connections()).toBe(0);
});

test("an IPv6 host keeps its brackets in the Host header", async () => {
  const { url, requests } = await answering(http(200));
  const demo = target({ policy: { allowed: addressRanges("::1/128") }, redirectTo: url });
  await demo.post({ url: "http://[::1]:9000/", headers: {}, body: "" });
  expect(requests[0]).toContain("\r\nhost: [::1]:9000\r\n");
});

test("requests to more URLs than the cache holds are all sent", async () => {
  const { url, requests } = await receiver((socket) => void socket.write(http(200)));
  const out = target();
  for (let n = 0; n < 1100; n++) await out.post({ url: `${url}${n}`, headers: {}, body: "" });
  expect(new Set(requests.map((request) => request.split(" ")[1])).size).toBe(1100);
});
