// Calls ingest directly, to see what it passes to its ports and which ports it does not call. test/server/ingest.test.ts
// tests the answers over HTTP with the whole process.

import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { IngestPorts } from "#api/ingest/request.ts";
import type { Event } from "#core/event/event.ts";
import { KLAVIYO_ROUTE } from "#core/event/formats/klaviyo/klaviyo.ts";
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { KeyScope } from "#core/keys/key-scope.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { type IngestRequest, ingest, knownKeys } from "#support/ingest.ts";

const NOW = Date.UTC(2026, 10, 24, 9);
const ORDER = '{ "metric": "Placed Order",\n "profile": {"email": "zoë@customer.example"} }';
const BOMB = gzipSync(Buffer.alloc(MAX_EVENT_BYTES + 1, " "));

/** Ports that record the accepted events; with `fails`, the store rejects them. */
function noted({ fails = false, keys = knownKeys({ "the-key": "key_1" }) } = {}) {
  const accepted: { message: EventMessage; event: Event }[] = [];
  const hashed: string[] = [];
  const ports: IngestPorts = {
    keys,
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

describe("the scope of a key", () => {
  const METRICS = { metrics: ["Placed ", 'Zoë\'s "list"'] };
  const scoped = (scope: KeyScope) => noted({ keys: knownKeys({ "the-key": "key_1" }, scope) });
  const event = (metric: string) => Buffer.from(JSON.stringify({ metric, profile: { email: "a@customer.example" } }));

  it("travels with an event that it allows", async () => {
    const { ports, accepted } = scoped(METRICS);
    expect((await ingest(ports, request())).status).toBe(202);
    expect(accepted).toMatchObject([{ message: { key_metrics: METRICS.metrics } }]);
  });

  it("refuses an event with another metric, with a pointer to it, and before all other problems", async () => {
    const { ports, accepted } = scoped(METRICS);
    for (const body of [event("Cancelled Order"), Buffer.from('{"metric":"Cancelled Order","profile":{}}')]) {
      const answer = await ingest(ports, request({}, { body }));
      expect(answer.status).toBe(403);
      const detail =
        'The scope of the ingest key allows only metrics that begin with "Placed " or "Zoë\'s \\"list\\"".';
      expect(JSON.parse(answer.body).errors).toEqual([
        expect.objectContaining({ code: "forbidden", detail, source: { pointer: "/metric" } }),
      ]);
    }
    expect(accepted).toEqual([]);
  });

  it("does not replace the problems of an event that it allows", async () => {
    const { ports } = scoped(METRICS);
    const body = Buffer.from('{"metric":"Placed Order","profile":{}}');
    expect((await ingest(ports, request({}, { body }))).status).toBe(400);
  });

  it("points into the sender's own body", async () => {
    const { ports } = scoped(METRICS);
    const attributes = {
      metric: { data: { type: "metric", attributes: { name: "Cancelled Order" } } },
      profile: { data: { type: "profile", attributes: { email: "zoë@customer.example" } } },
      properties: {},
    };
    const body = Buffer.from(JSON.stringify({ data: { type: "event", attributes } }));
    const answer = await ingest(ports, request({}, { route: KLAVIYO_ROUTE, body }));
    expect(JSON.parse(answer.body).errors[0].source.pointer).toBe("/data/attributes/metric/data/attributes/name");
  });

  it("that names only sources refuses every event, before its body is read", async () => {
    const { ports, accepted } = scoped({ sources: ["crm"] });
    const answer = await ingest(ports, request({ "content-type": "text/plain" }, { body: "too-long" }));
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body).errors).toMatchObject([{ code: "forbidden", source: { pointer: "" } }]);
    expect(accepted).toEqual([]);
  });

  it("that names metrics and sources allows these metrics", async () => {
    const { ports } = scoped({ ...METRICS, sources: ["crm"] });
    expect((await ingest(ports, request())).status).toBe(202);
    expect((await ingest(ports, request({}, { body: event("Cancelled Order") }))).status).toBe(403);
  });
});

describe("a key that may not make more requests now", () => {
  it("gets a 429 with the time to wait, before its body is read", async () => {
    const { ports } = noted({ keys: { find: () => ({ type: "throttled", retryAfterSeconds: 7 }) } });
    const answer = await ingest(ports, request({ "content-type": "text/plain" }, { body: "too-long" }));
    expect(answer).toMatchObject({ status: 429, headers: { "retry-after": "7" } });
    expect(JSON.parse(answer.body).errors).toMatchObject([{ code: "throttled" }]);
  });
});

it("a wrong key and an expired or revoked one get the same answer, and a missing key another one", async () => {
  const answers = await Promise.all(
    ["Bearer x", "Bearer y", "Basic eDo=", undefined].map((authorization) =>
      ingest(noted().ports, request({ authorization })),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  const [one, other, basic, missing] = answers.map(({ body }) => body);
  expect([other, basic]).toEqual([one, one]);
  expect(missing).not.toBe(one);
});
