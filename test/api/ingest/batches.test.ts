import { describe, expect, it } from "vitest";
import type { IngestPorts, ValidEvent } from "#api/ingest/request.ts";
import type { EventDeadLetter } from "#app/runs/run-ports.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Batch, IngestRoute } from "#core/event/formats/ingest-route.ts";
import { KLAVIYO_BULK_ROUTE } from "#core/event/formats/klaviyo/klaviyo-bulk.ts";
import { BULK_ROUTE } from "#core/event/formats/plain/bulk.ts";
import { MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { ingest, knownKeys } from "#support/ingest.ts";

const NOW = Date.UTC(2026, 10, 24, 9);

/** Ports that record calls. `known` are the ids of events that were accepted before; with `fails`, the store rejects events. */
function noted({ known = new Set<string>(), fails = false } = {}) {
  const accepted: ValidEvent[] = [];
  const letters: EventDeadLetter[] = [];
  let requests = 0;
  const ports: IngestPorts = {
    keys: knownKeys({ key: "key_1", other: "key_2" }),
    accept: async (events) => {
      if (fails) throw new Error("the disk is full");
      accepted.push(...events);
      return events.map(({ event: { id } }) => {
        const isKnown = known.has(id);
        known.add(id);
        return isKnown ? "duplicate" : "stored";
      });
    },
    eventsDeadLetters: { send: async (letter) => void letters.push(letter) },
    maxBatchBytes: 4_000_000,
    now: () => NOW,
    newRequestId: () => `request-${++requests}`,
    sha256Hex,
    turn: async () => {},
  };
  return { ports, accepted, letters };
}

interface Sent {
  readonly route?: IngestRoute;
  readonly type?: string;
  readonly key?: string;
}

async function send(ports: IngestPorts, body: unknown, { route = BULK_ROUTE, type, key = "key" }: Sent = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "content-type": type ?? "application/json", authorization: `Bearer ${key}` };
  const answer = await ingest(ports, { route, headers, body: Buffer.from(text) });
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body) };
}

const order = (uniqueId: string, more = {}) => ({
  metric: "Placed Order",
  profile: { email: "ada@customer.example" },
  unique_id: uniqueId,
  ...more,
});

describe("POST /events/bulk", () => {
  it("accepts the valid events, and lists the result of each in the order of the request", async () => {
    const { ports, accepted } = noted();
    const { status, body } = await send(ports, [order("1"), order("2", { metric: 7 }), "x", order("1")]);
    expect(status).toBe(202);
    expect(body).toEqual({
      request_id: "request-1",
      accepted: 2,
      refused: 2,
      events: [
        { index: 0, status: "accepted", event_id: accepted[0]?.event.id },
        {
          index: 1,
          status: "refused",
          errors: [
            {
              code: "event-invalid",
              detail: "Must be a text, but is 7: put it in quotes.",
              source: { pointer: "/1/metric" },
            },
          ],
        },
        { index: 2, status: "refused", errors: [expect.objectContaining({ source: { pointer: "/2" } })] },
        { index: 3, status: "accepted", event_id: accepted[0]?.event.id, duplicate: true },
      ],
    });
  });

  it("stores each event as a separate message with the JSON of the event", async () => {
    const { ports, accepted } = noted();
    await send(
      ports,
      `[${JSON.stringify(order("1"))}, {"metric":"m","profile":{"id":"p"},"properties":{"n":12345678901234567890}}]`,
    );
    const envelope = { v: 1, format: "plain", received_at: NOW, key_id: "key_1" };
    expect(accepted.map(({ message }) => message)).toEqual([
      { ...envelope, request_id: expect.stringMatching(/^content_[0-9a-f]{64}:0$/), body: JSON.stringify(order("1")) },
      {
        ...envelope,
        request_id: expect.stringMatching(/^content_[0-9a-f]{64}:1$/),
        body: '{"metric":"m","profile":{"id":"p"},"properties":{"n":12345678901234567890}}',
      },
    ]);
  });

  it("with every event refused, answers 400 with the errors of the request and of each event", async () => {
    const { ports, accepted } = noted();
    const { status, body } = await send(ports, [{}, { metric: "m", profile: {} }]);
    expect(status).toBe(400);
    expect(body).toMatchObject({ accepted: 0, refused: 2, events: [{ status: "refused" }, { status: "refused" }] });
    expect(body.errors[0]).toMatchObject({
      id: "request-1",
      status: 400,
      code: "invalid",
      source: { pointer: "/0/metric" },
    });
    expect(accepted).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["not JSON", "[", "The body is not JSON"],
    ["an object", {}, "The body must be a JSON array of events."],
    ["without an event", [], "The body holds no event."],
    ["over the number of events", Array.from({ length: MAX_BATCH_EVENTS + 1 }, () => 0), "at most 1000 events"],
  ])("refuses a body that is %s as a whole", async (_, sent, detail) => {
    const { ports } = noted();
    const { status, body } = await send(ports, sent);
    expect(status).toBe(400);
    expect(body.errors[0].detail).toContain(detail);
    expect(body).not.toHaveProperty("events");
  });

  it("accepts the largest number of events", async () => {
    const { ports } = noted();
    const events = Array.from({ length: MAX_BATCH_EVENTS }, (_, index) => order(String(index)));
    expect(await send(ports, events)).toMatchObject({ status: 202, body: { accepted: MAX_BATCH_EVENTS, refused: 0 } });
  });

  it("refuses an event over the limit of one event, and accepts its neighbours", async () => {
    const { ports } = noted();
    const large = order("large", {
      properties: { texts: Array.from({ length: 3 }, () => "x".repeat(MAX_EVENT_BYTES / 3)) },
    });
    const { body } = await send(ports, [order("1"), large]);
    expect(body.events[1]).toMatchObject({
      errors: [{ detail: "An event may have at most 262144 bytes.", source: { pointer: "/1" } }],
    });
    expect(body).toMatchObject({ accepted: 1, refused: 1 });
  });

  it.each(["application/x-ndjson", "application/ndjson", "application/jsonl; charset=utf-8"])(
    "takes one event a line as %s, and a line that is not JSON affects no other line",
    async (type) => {
      const { ports } = noted();
      const lines = [JSON.stringify(order("1")), "", "{", `${JSON.stringify(order("2"))}\r`, ""].join("\n");
      const { status, body } = await send(ports, lines, { type });
      expect(status).toBe(202);
      expect(body.events).toMatchObject([
        { index: 0, status: "accepted" },
        { index: 1, status: "refused", errors: [{ code: "event-not-json", source: { pointer: "/1" } }] },
        { index: 2, status: "accepted" },
      ]);
    },
  );

  it.each<[string, string, string]>([
    ["application/json", "[", ","],
    ["application/x-ndjson", "", "\n"],
  ])(
    "as %s refuses an event with a field twice at this field, and accepts its neighbours",
    async (type, open, separator) => {
      const { ports } = noted();
      const twice = '{"metric":"m","profile":{"id":"p"},"properties":{"a":1,"a":2}}';
      const half = '{"metric":"m","profile":{"id":"p"},"properties":{"a":"\\ud83d"}}';
      const sent = open + [JSON.stringify(order("1")), twice, half, JSON.stringify(order("2"))].join(separator);
      const { status, body } = await send(ports, open === "" ? sent : `${sent}]`, { type });
      expect(status).toBe(202);
      const refused = (index: number) => ({
        index,
        status: "refused",
        errors: [{ code: "event-invalid", source: { pointer: `/${index}/properties/a` } }],
      });
      expect(body.events).toMatchObject([{ status: "accepted" }, refused(1), refused(2), { status: "accepted" }]);
    },
  );

  it("refuses NDJSON with too many lines", async () => {
    const { ports } = noted();
    const lines = "1\n".repeat(MAX_BATCH_EVENTS + 1);
    expect(await send(ports, lines, { type: "application/x-ndjson" })).toMatchObject({ status: 400 });
  });

  it("sent twice, reports every event as known, also events without unique_id and time", async () => {
    const { ports } = noted();
    const timeless = { metric: "m", profile: { id: "p" } };
    const events = [order("1"), timeless, timeless];
    const first = await send(ports, events);
    const second = await send(ports, events);
    const ids = first.body.events.map(({ event_id }: { event_id: string }) => event_id);
    expect(new Set(ids).size).toBe(3);
    expect(second.body.events).toEqual(
      ids.map((event_id: string, index: number) => ({ index, status: "accepted", event_id, duplicate: true })),
    );
  });

  it("of another key has other ids for events without unique_id and time", async () => {
    const { ports, accepted } = noted();
    await send(ports, [{ metric: "m", profile: { id: "p" } }]);
    await send(ports, [{ metric: "m", profile: { id: "p" } }], { key: "other" });
    expect(new Set(accepted.map(({ event }) => event.id)).size).toBe(2);
  });

  it("that can't be stored gets a 503 with Retry-After", async () => {
    const { ports } = noted({ fails: true });
    expect(await send(ports, [order("1")])).toMatchObject({
      status: 503,
      headers: { "retry-after": "5" },
      body: { errors: [{ code: "unavailable" }] },
    });
  });
});

/** A job of Klaviyo's API: each profile with its events. */
function job(...profiles: [profile: object, events: object[], more?: object][]) {
  const data = profiles.map(([profile, events, more]) => ({
    type: "event-bulk-create",
    attributes: {
      profile: { data: { type: "profile", attributes: profile } },
      events: { data: events.map((attributes) => ({ type: "event", attributes })) },
      ...more,
    },
  }));
  return { data: { type: "event-bulk-create-job", attributes: { "events-bulk-create": { data } } } };
}

const metric = (name: string) => ({ data: { type: "metric", attributes: { name } } });
const viewed = (uniqueId: string) => ({ metric: metric("Viewed"), properties: { a: 1 }, unique_id: uniqueId });

describe("POST /api/event-bulk-create-jobs", () => {
  const klaviyo = (ports: IngestPorts, body: unknown, type?: string) =>
    send(ports, body, { route: KLAVIYO_BULK_ROUTE, ...(type && { type }) });

  it.each(["application/json", "application/vnd.api+json"])(
    "accepts the events of several profiles as %s",
    async (type) => {
      const { ports, accepted } = noted();
      const body = job(
        [{ email: "ada@customer.example" }, [viewed("1"), viewed("2")], { backfill: true }],
        [{ email: "bob@customer.example" }, [{ ...viewed("3"), time: "2026-11-01T00:00:00Z" }]],
      );
      expect(await klaviyo(ports, body, type)).toEqual({
        status: 202,
        headers: undefined,
        body: { request_id: "request-1", accepted: 3 },
      });
      const shared = { metric: "Viewed", properties: { a: 1 }, received_at: NOW };
      expect(accepted.map(({ event: { id: _, ...event } }) => event)).toEqual([
        { ...shared, profile: { email: "ada@customer.example" }, unique_id: "1", time: NOW, backfill: true },
        { ...shared, profile: { email: "ada@customer.example" }, unique_id: "2", time: NOW, backfill: true },
        { ...shared, profile: { email: "bob@customer.example" }, unique_id: "3", time: Date.UTC(2026, 10, 1) },
      ]);
    },
  );

  it.each<[string, object, object, boolean]>([
    ["the profile alone", { backfill: true }, {}, true],
    ["the event alone", {}, { backfill: true }, true],
    ["the event, against its profile", { backfill: true }, { backfill: false }, false],
    ["the profile, with null in the event", { backfill: true }, { backfill: null }, true],
  ])("takes backfill of %s", async (_, ofProfile, ofEvent, expected) => {
    const { ports, accepted } = noted();
    await klaviyo(ports, job([{ external_id: "p" }, [{ ...viewed("1"), ...ofEvent }], ofProfile]));
    expect(accepted[0]?.event.backfill ?? false).toBe(expected);
  });

  it("refuses all events if one is not valid, with pointers into the job, each problem once", async () => {
    const { ports, accepted } = noted();
    const body = job(
      [{ external_id: "p" }, [viewed("1")]],
      [{ email: 7 }, [viewed("2"), { ...viewed("3"), value: "1" }]],
    );
    const { status, body: answer } = await klaviyo(ports, body);
    const second = "/data/attributes/events-bulk-create/data/1/attributes";
    expect(status).toBe(400);
    expect(answer.errors.map(({ source }: { source: { pointer: string } }) => source.pointer)).toEqual([
      `${second}/profile/data/attributes/email`,
      `${second}/events/data/1/attributes/value`,
    ]);
    expect(accepted).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["no data", {}, "/data"],
    ["another type", { data: { ...job().data, type: "event" } }, "/data/type"],
    [
      "a misspelt field",
      job([{ external_id: "p" }, [viewed("1")], { backfil: true }]),
      "/data/attributes/events-bulk-create/data/0/attributes/backfil",
    ],
    [
      "a profile inside an event",
      job([{ external_id: "p" }, [{ ...viewed("1"), profile: {} }]]),
      "/data/attributes/events-bulk-create/data/0/attributes/events/data/0/attributes",
    ],
  ])("refuses a job with %s at its place", async (_, body, pointer) => {
    const { ports } = noted();
    const answer = await klaviyo(ports, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].source.pointer).toBe(pointer);
  });

  it("refuses a job without an event", async () => {
    const { ports } = noted();
    expect(await klaviyo(ports, job([{ external_id: "p" }, []]))).toMatchObject({ status: 400 });
  });
});

describe("a batch whose bad events go to the dead letters", () => {
  const [body] = BULK_ROUTE.bodies;
  if (!body?.batch) throw new Error("no batch");
  const batch: Batch = {
    ...body.batch,
    onBadEvent: "dead-letter",
    isRepeatable: false,
    answer: { status: 200, body: { success: true } },
  };
  const route: IngestRoute = { ...BULK_ROUTE, bodies: [{ ...body, batch }] };

  it("answers success, stores the valid events and a letter for each bad one", async () => {
    const { ports, accepted, letters } = noted();
    const answer = await send(ports, [order("1"), { ...order("2"), value: "x" }], { route });
    expect(answer).toEqual({ status: 200, headers: undefined, body: { success: true } });
    expect(accepted).toHaveLength(1);
    expect(letters).toEqual([
      {
        message: expect.objectContaining({
          request_id: "request-1:1",
          body: JSON.stringify({ ...order("2"), value: "x" }),
        }),
        reason: "event-invalid",
        problems: [expect.objectContaining({ pointer: "/value" })],
      },
    ]);
  });

  it("answers 503 if a letter can't be stored", async () => {
    const { ports } = noted();
    const failing = { ...ports, eventsDeadLetters: { send: () => Promise.reject(new Error("full")) } };
    expect(await send(failing, [order("1"), {}], { route })).toMatchObject({ status: 503 });
  });
});
