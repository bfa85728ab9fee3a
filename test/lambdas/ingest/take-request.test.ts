import { gzipSync } from "node:zlib";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import type { EventDeadLetter } from "#app/runs/run-ports.ts";
import { sourcesByName } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { Source } from "#core/sources/source.ts";
import { shopifyHeaders } from "#support/signed-requests.ts";
import { authenticateSender } from "../../../lambdas/ingest/authenticate-sender.ts";
import { takeRequest } from "../../../lambdas/ingest/take-request.ts";

const SHOP: Source = { name: "shop", kind: "shopify", secret: "shop" };
const SURVEY: Source = {
  name: "survey",
  kind: "api-key",
  mapping: { metric: "Answered Survey", profile: { email: "{{ body.email }}" } },
};

const NOW = Date.UTC(2026, 10, 24, 9);

function started({ fails = false } = {}) {
  const sent: EventMessage[][] = [];
  const letters: EventDeadLetter[] = [];
  const errors: unknown[] = [];
  const take = takeRequest({
    sendEvents: async (messages) => {
      if (fails) throw new Error("SQS is down");
      sent.push([...messages]);
    },
    eventsDeadLetters: { send: async (letter) => void letters.push(letter) },
    now: () => NOW,
    sha256Hex,
    turn: async () => {},
    sources: {
      catalogue: { current: async () => sourcesByName([SHOP, SURVEY]) },
      secrets: { get: async () => ({ ok: true, value: "s3cret", hosts: [] }) },
      signatures: sourceSignatures,
      authenticate: authenticateSender({
        keys: new MemoryKeyStore(),
        isDefaultKey: async (text) => text === "default",
        sha256Hex,
        equal: (one, other) => one === other,
        now: () => NOW,
        onError: (error) => errors.push(error),
      }),
      onUnusable: (error) => errors.push(error),
    },
    onError: (error) => errors.push(error),
  });
  return { take, sent, letters, errors };
}

/** A request as API Gateway forwards it; of the many fields, those that the function reads. */
function request(body: string | null, changes: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
  return {
    resource: "/events/bulk",
    multiValueHeaders: { "Content-Type": ["application/json"], Authorization: ["Bearer secret"] },
    requestContext: { extendedRequestId: "JKJaXm+/PLvHcESHA=", requestId: "r", authorizer: { key_id: "key_0a" } },
    body,
    isBase64Encoded: false,
    ...changes,
  } as APIGatewayProxyEvent; // the other fields are not read
}

const order = (uniqueId: string) => ({
  metric: "Placed Order",
  profile: { email: "zoë@customer.example" },
  unique_id: uniqueId,
});

describe("the ingest function", () => {
  it("sends the valid events in one call, with the id of the key that API Gateway checked", async () => {
    const { take, sent } = started();
    const answer = await take(request(JSON.stringify([order("1"), {}, order("2")])));
    expect(answer).toMatchObject({ statusCode: 202, headers: { "content-type": "application/json" } });
    expect(JSON.parse(answer.body)).toMatchObject({ request_id: "JKJaXm+/PLvHcESHA=", accepted: 2, refused: 1 });
    const shared = { v: 1, format: "plain", received_at: NOW, key_id: "key_0a" };
    expect(sent).toEqual([
      [
        { ...shared, request_id: expect.stringMatching(/:0$/), body: JSON.stringify(order("1")) },
        { ...shared, request_id: expect.stringMatching(/:2$/), body: JSON.stringify(order("2")) },
      ],
    ]);
  });

  it("sends an event once that a request holds twice, and reports the copy", async () => {
    const { take, sent } = started();
    const { body } = await take(request(JSON.stringify([order("1"), order("2"), order("1")])));
    expect(JSON.parse(body).events.map(({ duplicate }: { duplicate?: true }) => duplicate)).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect(sent.flat()).toHaveLength(2);
  });

  it("sends an event after its backfilled copy in the same request, because the copy starts no flow", async () => {
    const { take, sent } = started();
    const backfill = { ...order("1"), backfill: true };
    const { body } = await take(request(JSON.stringify([backfill, order("1"), backfill])));
    expect(JSON.parse(body).events.map(({ duplicate = false }) => duplicate)).toEqual([false, false, true]);
    expect(sent.flat()).toHaveLength(2);
  });

  it("reads a body in base64, as API Gateway passes binary bodies", async () => {
    const { take, sent } = started();
    const body = Buffer.from(JSON.stringify([order("1")])).toString("base64");
    expect(await take(request(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 202 });
    expect(sent.flat()[0]?.body).toBe(JSON.stringify(order("1")));
  });

  it.each([
    ["that API Gateway inflated, also if it kept the header", JSON.stringify([order("1")]), false],
    ["that arrives compressed", gzipSync(JSON.stringify([order("1")])).toString("base64"), true],
  ])("reads a gzip body %s", async (_title, body, isBase64Encoded) => {
    const { take, sent } = started();
    const multiValueHeaders = { "content-type": ["application/json"], "Content-Encoding": ["gzip"] };
    const answer = await take(request(body, { multiValueHeaders, isBase64Encoded }));
    expect([answer.statusCode, sent.flat().length]).toEqual([202, 1]);
  });

  it("refuses a request over 4 MB, and one of another content type", async () => {
    const { take, sent } = started();
    const large = await take(request(JSON.stringify([order("1")]).padEnd(4_000_001)));
    expect(large).toMatchObject({ statusCode: 413 });
    expect(JSON.parse(large.body).errors[0].detail).toBe("A request may have at most 4000000 bytes.");
    expect(await take(request(JSON.stringify([order("1")]).padEnd(3_999_999)))).toMatchObject({ statusCode: 202 });
    const xml = { multiValueHeaders: { "content-type": ["application/xml"] } };
    expect(await take(request("<a/>", xml))).toMatchObject({ statusCode: 415 });
    expect(sent).toHaveLength(1);
  });

  it("answers 503 with Retry-After if SQS may not have stored an event, and logs the error", async () => {
    const { take, errors } = started({ fails: true });
    const answer = await take(request(JSON.stringify([order("1")])));
    expect(answer).toMatchObject({ statusCode: 503, headers: { "retry-after": "5" } });
    expect(answer.body).not.toContain("SQS");
    expect(errors).toEqual([new Error("SQS is down")]);
  });

  it("keeps the headers of a CloudEvent in binary mode, whose body may be empty", async () => {
    const { take, sent } = started();
    const attributes = {
      "ce-specversion": "1.0",
      "ce-type": "Seen",
      "ce-source": "/a",
      "ce-id": "1",
      "ce-subject": "7",
    };
    const headers = { "Content-Type": "application/json", "Ce-Type": "Seen", "X-Other": "1", ...attributes };
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const answer = await take(request(null, { resource: "/cloudevents", multiValueHeaders }));
    expect(answer).toMatchObject({ statusCode: 202 });
    expect(sent.flat()).toMatchObject([{ format: "cloudevents", headers: attributes, body: "null" }]);
    expect(Object.keys(sent.flat()[0]?.headers ?? {})).not.toContain("x-other");
  });

  it.each(["/v1/batch", "/batch"])(
    "takes a batch of Segment at %s, with a dead letter for a bad call",
    async (path) => {
      const { take, sent, letters } = started();
      const call = { type: "track", event: "Seen", userId: "7", messageId: "1" };
      const body = JSON.stringify({ batch: [call, { ...call, event: "" }, { type: "page" }], writeKey: "secret" });
      const requestContext = { ...request("").requestContext, stage: "v1" };
      const answer = await take(request(body, { resource: path, requestContext }));
      expect([answer.statusCode, answer.body]).toEqual([200, '{"success":true}']);
      expect(sent.flat()).toMatchObject([{ format: "segment", body: JSON.stringify(call) }]);
      expect(letters).toMatchObject([{ reason: "event-invalid", problems: [{ pointer: "/event" }] }]);
      expect(JSON.stringify([sent, letters])).not.toContain("secret");
    },
  );

  it("refuses an empty body", async () => {
    const { take } = started();
    expect(await take(request(null))).toMatchObject({ statusCode: 400 });
  });

  it("throws for a path that is not one of ingest, because only a wrong stack forwards it", async () => {
    const { take } = started();
    await expect(take(request("[]", { resource: "/other" }))).rejects.toThrow("/other");
  });
});

describe("the scope of the key", () => {
  const withScope = (context: object) => {
    const authorizer = { key_id: "key_0a", key_metrics: '[""]', key_sources: "", ...context };
    const requestContext = { ...request("").requestContext, authorizer };
    return request(JSON.stringify([order("1"), { ...order("2"), metric: "Cancelled Order" }]), { requestContext });
  };

  it("refuses the events that it does not allow, and travels with the others", async () => {
    const { take, sent } = started();
    const answer = await take(withScope({ key_metrics: '["Placed "]' }));
    expect(answer.statusCode).toBe(202);
    const codes = JSON.parse(answer.body).events.map(
      ({ errors }: { errors?: { code: string }[] }) => errors?.[0]?.code,
    );
    expect(codes).toEqual([undefined, "event-out-of-scope"]);
    expect(sent.flat()).toMatchObject([{ key_metrics: ["Placed "] }]);
  });

  it("that names only sources refuses the request", async () => {
    const { take, sent } = started();
    expect(await take(withScope({ key_metrics: "[]", key_sources: '["crm"]' }))).toMatchObject({ statusCode: 403 });
    expect(sent).toEqual([]);
  });
});

describe("a request to a source", () => {
  const ORDER = '{"id":7,"email":"zoë@customer.example","total_price":"12.50"}';

  /** A request as API Gateway forwards it: without an authorizer. */
  function toSource(name: string, headers: Record<string, string>, body: string): APIGatewayProxyEvent {
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]]));
    return request(body, {
      resource: "/sources/{name}",
      pathParameters: { name },
      multiValueHeaders,
      requestContext: { extendedRequestId: "JKJa=", requestId: "r" } as APIGatewayProxyEvent["requestContext"], // the rest is not read
    });
  }

  it("is sent to the events queue as it arrived, with the name of the source", async () => {
    const { take, sent } = started();
    const answer = await take(toSource("shop", shopifyHeaders("s3cret", ORDER, "orders/create"), ORDER));
    expect([answer.statusCode, JSON.parse(answer.body)]).toEqual([
      202,
      { request_id: "JKJa=", event_id: expect.stringMatching(/^evt_/) },
    ]);
    const headers = expect.objectContaining({ "x-shopify-topic": "orders/create" });
    expect(sent).toMatchObject([[{ format: "source", source: "shop", key_id: "source_shop", body: ORDER, headers }]]);
  });

  it("is refused with a wrong signature and for an unknown source", async () => {
    const { take, sent } = started();
    const headers = shopifyHeaders("other", ORDER, "orders/create");
    expect((await take(toSource("shop", headers, ORDER))).statusCode).toBe(401);
    expect((await take(toSource("other", headers, ORDER))).statusCode).toBe(404);
    expect(sent).toEqual([]);
  });

  it("without a signature needs an ingest key", async () => {
    const { take, sent } = started();
    const body = '{"email":"zoë@customer.example"}';
    const statuses = await Promise.all(
      [{}, { Authorization: "Bearer other" }, { Authorization: "Bearer default" }].map(
        async (headers) => (await take(toSource("survey", headers, body))).statusCode,
      ),
    );
    expect(statuses).toEqual([401, 401, 202]);
    expect(sent).toMatchObject([[{ source: "survey", key_id: "key_default", body }]]);
  });

  it("that can't be mapped goes to the events dead letters", async () => {
    const { take, sent, letters } = started();
    const answer = await take(toSource("shop", shopifyHeaders("s3cret", "{", "orders/create"), "{"));
    expect(answer.statusCode).toBe(202);
    expect(sent).toEqual([]);
    expect(letters).toMatchObject([{ reason: "event-not-json", message: { source: "shop", body: "{" } }]);
  });

  it("that is longer than an event may be is answered with 413, and one that is not stored with 503", async () => {
    const long = `"${"x".repeat(256 * 1024)}"`;
    const { take } = started();
    expect((await take(toSource("shop", shopifyHeaders("s3cret", long, "orders/create"), long))).statusCode).toBe(413);
    const failing = started({ fails: true });
    const answer = await failing.take(toSource("shop", shopifyHeaders("s3cret", ORDER, "orders/create"), ORDER));
    expect([answer.statusCode, failing.errors]).toEqual([503, [new Error("SQS is down")]]);
  });
});
