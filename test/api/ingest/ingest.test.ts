// Calls ingest directly, to see what it passes to its ports and which ports it does not call. test/server/ingest.test.ts
// tests the answers over HTTP with the whole process.

import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { presentedKey } from "#api/ingest/admit.ts";
import type { IngestPorts } from "#api/ingest/request.ts";
import type { Event } from "#core/event/event.ts";
import { KLAVIYO_ROUTE } from "#core/event/formats/klaviyo/klaviyo.ts";
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { type IngestRequest, ingest } from "#support/ingest.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const ORDER = '{ "metric": "Placed Order",\n "profile": {"email": "zoë@customer.example"} }';
const BOMB = gzipSync(Buffer.alloc(MAX_EVENT_BYTES + 1, " "));

/** Ports that record the accepted events; with `fails`, the store rejects them. */
function noted({ fails = false } = {}) {
  const accepted: { message: EventMessage; event: Event }[] = [];
  const hashed: string[] = [];
  const ports: IngestPorts = {
    keys: new Map([["hash of the-key", "key_1"]]),
    accept: async (events) => {
      if (fails) throw new Error("the disk of 10.0.0.5 is full");
      accepted.push(...events);
      return events.map(() => "stored" as const);
    },
    eventsDeadLetters: { send: async () => {} },
    maxBatchBytes: MAX_BATCH_BYTES,
    turn: async () => {},
    now: () => NOW,
    newRequestId: () => 'request-"1"',
    sha256Hex: (text) => {
      hashed.push(text);
      return `hash of ${text}`;
    },
  };
  return { ports, accepted, hashed };
}

function request(
  headers: IngestRequest["headers"] = {},
  changes: Partial<Omit<IngestRequest, "headers">> = {},
): IngestRequest {
  const sent = { "content-type": "application/json", authorization: "Bearer the-key", ...headers };
  return { headers: sent, body: Buffer.from(ORDER), ...changes };
}

describe("a valid event", () => {
  it("is passed on unchanged, with the data that only ingest has, and with the parsed event", async () => {
    const { ports, accepted } = noted();
    const answer = await ingest(ports, request());
    const envelope = { v: 1, format: "plain", request_id: 'request-"1"', received_at: NOW, key_id: "key_1" };
    expect(accepted).toMatchObject([
      { message: { ...envelope, body: ORDER }, event: { metric: "Placed Order", received_at: NOW } },
    ]);
    expect(answer).toEqual({ status: 202, body: expect.any(String) });
    expect(JSON.parse(answer.body)).toEqual({ request_id: 'request-"1"', event_id: accepted[0]?.event.id });
  });

  it("is parsed in the format of its path, and a problem points into the sender's body", async () => {
    const { ports, accepted } = noted();
    const attributes = {
      metric: { data: { type: "metric", attributes: { name: "Placed Order" } } },
      profile: { data: { type: "profile", attributes: { email: "zoë@customer.example" } } },
      properties: {},
    };
    const klaviyo = (body: object, contentType = "application/vnd.api+json") =>
      ingest(
        ports,
        request({ "content-type": contentType }, { route: KLAVIYO_ROUTE, body: Buffer.from(JSON.stringify(body)) }),
      );
    expect((await klaviyo({ data: { type: "event", attributes } })).status).toBe(202);
    expect((await klaviyo({ data: { type: "event", attributes } }, "application/json")).status).toBe(202);
    expect(accepted).toMatchObject([
      { message: { format: "klaviyo" }, event: { metric: "Placed Order" } },
      { message: { format: "klaviyo" }, event: { metric: "Placed Order" } },
    ]);
    const bad = await klaviyo({ data: { type: "event", attributes: { ...attributes, value: "1" } } });
    expect(JSON.parse(bad.body).errors).toEqual([
      {
        id: 'request-"1"',
        status: 400,
        code: "invalid",
        title: "Invalid input.",
        detail: 'Must be a number, but is "1".',
        source: { pointer: "/data/attributes/value" },
      },
    ]);
  });

  it.each([
    ["gzip", gzipSync(ORDER)],
    ["deflate", deflateSync(ORDER)],
  ])("may be compressed with %s", async (contentEncoding, body) => {
    const { ports, accepted } = noted();
    expect((await ingest(ports, request({ "content-encoding": contentEncoding }, { body }))).status).toBe(202);
    expect(accepted[0]?.message.body).toBe(ORDER);
  });

  it.each([
    ["application/json", undefined],
    ["Application/JSON ; charset=utf-8", undefined],
    ["application/json", "identity"],
    ["application/json", "Identity"],
  ])("may have the content type %j and the encoding %j", async (contentType, contentEncoding) => {
    const { ports } = noted();
    const headers = { "content-type": contentType, "content-encoding": contentEncoding };
    expect((await ingest(ports, request(headers))).status).toBe(202);
  });

  it("that can't be stored gets a 503 with a Retry-After, without the cause", async () => {
    const { ports } = noted({ fails: true });
    const answer = await ingest(ports, request());
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(JSON.parse(answer.body).errors).toEqual([
      expect.objectContaining({ code: "unavailable", detail: "The event was not stored. Send it again." }),
    ]);
    expect(answer.body).not.toContain("10.0.0.5");
  });
});

describe("a request that is refused stores nothing", () => {
  it.each<[string, Parameters<typeof request>, number, string]>([
    ["without a key", [{ authorization: undefined }], 401, "not_authenticated"],
    ["with another authorization scheme", [{ authorization: "Basic dGhlLWtleQ==" }], 401, "not_authenticated"],
    ["with a wrong key", [{ authorization: "Bearer the-Key" }], 401, "not_authenticated"],
    ["without a content type", [{ "content-type": undefined }], 415, "unsupported_media_type"],
    [
      "with the type of another format",
      [{ "content-type": "application/vnd.api+json" }],
      415,
      "unsupported_media_type",
    ],
    [
      "with a type that only begins like JSON",
      [{ "content-type": "application/json-seq" }],
      415,
      "unsupported_media_type",
    ],
    ["in an encoding that ingest can't read", [{ "content-encoding": "br" }], 415, "unsupported_media_type"],
    ["that is not gzip, as its header says", [{ "content-encoding": "gzip" }], 400, "invalid"],
    ["that inflates to a body that is too long", [{ "content-encoding": "gzip" }, { body: BOMB }], 413, "too_large"],
    ["while others take all of the memory", [{}, { body: "no-memory" }], 503, "unavailable"],
    ["with a body that is too long", [{}, { body: "too-long" }], 413, "too_large"],
    ["with a byte that is not UTF-8", [{}, { body: Buffer.from(ORDER, "latin1") }], 400, "invalid"],
    ["with an empty body", [{}, { body: Buffer.alloc(0) }], 400, "invalid"],
    ["with a body that is not an event", [{}, { body: Buffer.from("[]") }], 400, "invalid"],
  ])("%s", async (_, changes, status, code) => {
    const { ports, accepted } = noted();
    const answer = await ingest(ports, request(...changes));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).errors).toEqual([
      expect.objectContaining({ id: 'request-"1"', status, code, detail: expect.stringMatching(/\.$/) }),
    ]);
    expect(accepted).toEqual([]);
  });

  it("and its other parts are not checked before its key", async () => {
    const { ports } = noted();
    const wrong = { authorization: "Bearer x", "content-type": "text/plain" };
    expect((await ingest(ports, request(wrong, { body: "too-long" }))).status).toBe(401);
  });

  it("and returns each problem of its event with a pointer", async () => {
    const { ports } = noted();
    const body = Buffer.from(JSON.stringify({ metric: "", profile: { first_name: 1 } }));
    const { errors } = JSON.parse((await ingest(ports, request({}, { body }))).body);
    expect(errors.map(({ source }: { source: { pointer: string } }) => source.pointer)).toEqual([
      "/metric",
      "/profile/first_name",
    ]);
  });
});

describe("the key of an Authorization header", () => {
  it.each([
    ["Bearer abc", "abc"],
    ["bearer abc", "abc"],
    ["Bearer   abc", "abc"],
    ["Klaviyo-API-Key pk_abc", "pk_abc"],
    ["klaviyo-api-key pk_abc", "pk_abc"],
    ["Bearer", undefined],
    ["Bearer ", undefined],
    ["Bearer abc def", undefined],
    ["Bearerabc", undefined],
    [" Bearer abc", undefined],
    ["abc", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("in %j is %j", (header, key) => {
    expect(presentedKey(header)).toBe(key);
  });
});
