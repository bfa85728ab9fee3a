// Random requests: samples of every route that are changed in one or several places, and bytes.

import fc from "fast-check";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { JsonValue } from "#core/json.ts";
import { ADMIN_TOKEN, INGEST_KEY, ORDER } from "#support/test-process.ts";

/** A request. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const PROFILE = { data: { type: "profile", attributes: { email: "ada@customer.example" } } };
const METRIC = { data: { type: "metric", attributes: { name: "Placed Order" } } };
const CLOUD_EVENT = { specversion: "1.0", id: "1", source: "/shop", type: "Placed Order", data: ORDER.properties };

const KLAVIYO_JOB = {
  data: {
    type: "event-bulk-create-job",
    attributes: {
      "events-bulk-create": {
        data: [
          {
            type: "event-bulk-create",
            attributes: {
              profile: PROFILE,
              events: { data: [{ type: "event", attributes: { metric: METRIC, properties: {} } }] },
            },
          },
        ],
      },
    },
  },
};

/** Valid bodies of each path of ingest. */
const INGEST_SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  "/events": [{ ...ORDER, time: "2026-11-24T09:30:00Z", value: 1.5, unique_id: "1", backfill: false }],
  "/events/bulk": [[ORDER, { ...ORDER, unique_id: "2" }], ORDER],
  "/api/events": [{ data: { type: "event", attributes: { metric: METRIC, profile: PROFILE, properties: {} } } }],
  "/api/event-bulk-create-jobs": [KLAVIYO_JOB],
  "/cloudevents": [
    { ...CLOUD_EVENT, subject: "ada@customer.example", datacontenttype: "application/json" },
    [CLOUD_EVENT],
  ],
  "/v1/batch": [
    {
      batch: [
        { type: "track", event: "Placed Order", userId: "1", messageId: "m" },
        { type: "page", userId: "1" },
      ],
    },
  ],
};

/** Valid bodies of all other paths. */
const OTHER_SAMPLES: readonly JsonValue[] = [
  { event: "Placed Order", userId: "1", messageId: "m", properties: {}, context: { traits: { email: "a@b.example" } } },
  { id: 1, email: "ada@customer.example", customer: { email: "ada@customer.example" }, line_items: [] },
];

/** Valid bodies of the management API. */
const MANAGEMENT_SAMPLES: readonly JsonValue[] = [
  { event: ORDER, flow: "order", assume_start: true },
  { event: ORDER, flow: "order", action: "send" },
  { flow: "order", since: "2026-11-24", limit: 1, rate: 1_000, force: true },
  { event: "evt_00000000000000000000000000000000", cursor: "eyJ9" },
  { name: "shop", scope: { metrics: ["Placed "] }, rate: { per_second: 5, burst: 5 } },
  { overlap_seconds: 60 },
  { target: "https://hook.example", host: "hook.example" },
];

/** Values that break assumptions. */
const hostile: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(null, "", 0, -0, 1e308, -1, 2 ** 53, true, [], {}, [[]], "\u0000", "\ufffe", "2026-13-45"),
  fc.constantFrom<JsonValue>("x".repeat(300), "9".repeat(400), { ["__proto__"]: 1 }, { constructor: { prototype: 1 } }),
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
);

interface Change {
  readonly at: number;
  readonly kind: "replace" | "remove" | "add";
  readonly value: JsonValue;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat({ max: 60 }),
  kind: fc.constantFrom("replace", "remove", "add"),
  value: hostile,
  key: fc.oneof(fc.constantFrom("__proto__", "constructor", "toJSON", "then", "id", "0", "length"), fc.string()),
});

type Nested = JsonValue[] | { [key: string]: JsonValue };

/** Changes the place number `at` of a value, counted through the whole value. */
function changed(sample: JsonValue, { at, kind, value, key }: Change): JsonValue {
  const whole = { body: structuredClone(sample) };
  const places: { readonly in: Nested; readonly key: string }[] = [];
  const visit = (nested: Nested) => {
    for (const [name, inner] of Object.entries(nested)) {
      places.push({ in: nested, key: name });
      if (typeof inner === "object" && inner !== null) visit(inner as Nested);
    }
  };
  visit(whole);
  const place = places[at % places.length];
  if (place === undefined) return value;
  const inner: unknown = Reflect.get(place.in, place.key);
  if (kind === "remove") Reflect.deleteProperty(place.in, place.key);
  else if (kind === "add" && typeof inner === "object" && inner !== null) define(inner, key, value);
  else define(place.in, place.key, value);
  return whole.body ?? null;
}

function define(object: object, key: string, value: JsonValue): void {
  if (Array.isArray(object)) return void object.push(value);
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A body like one of the samples, or bytes. */
function bodyLike(samples: readonly JsonValue[]): fc.Arbitrary<Buffer> {
  const json = fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 3 }))
    .map(([sample, changes]) => JSON.stringify(changes.reduce(changed, sample)) ?? "");
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 8 }), fc.string({ unit: "binary", maxLength: 8 }));
  const cut = fc.tuple(json, edit).map(([text, [at, length, put]]) => {
    const start = at % (text.length + 1);
    return text.slice(0, start) + put + text.slice(start + length);
  });
  return fc.oneof(
    { weight: 6, arbitrary: json.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: cut.map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: json.map((text) => Buffer.from(`${text}\n${text}`)) },
  );
}

const visible = fc.stringMatching(/^[!-~]{0,30}$/);

const ingestHeaders = (types: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .record(
      {
        authorization: fc.oneof(
          { weight: 8, arbitrary: fc.constant(`Bearer ${INGEST_KEY}`) },
          { weight: 2, arbitrary: fc.constant(`Basic ${Buffer.from(`${INGEST_KEY}:`).toString("base64")}`) },
          { weight: 1, arbitrary: visible },
        ),
        "content-type": fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(...types) },
          { weight: 1, arbitrary: visible },
        ),
        "content-encoding": fc.oneof(
          { weight: 3, arbitrary: fc.constant("identity") },
          { weight: 1, arbitrary: fc.constantFrom("gzip", "deflate", "br", "x") },
        ),
        "ce-specversion": fc.constantFrom("1.0", "0.3", ""),
        "ce-id": visible,
        "ce-type": visible,
        "ce-source": visible,
        "ce-time": fc.constantFrom("2026-11-24T09:30:00Z", "x"),
        "x-shopify-topic": visible,
        "x-shopify-hmac-sha256": visible,
        "stripe-signature": visible,
        "x-hub-signature-256": visible,
        "webhook-id": visible,
        "webhook-timestamp": fc.constantFrom("0", "1e9", "-1", "9".repeat(30)),
        "webhook-signature": visible,
      },
      { requiredKeys: ["authorization", "content-type"] },
    )
    .map((headers): Record<string, string> => ({ ...headers }));

/** A request to ingest. */
export function ingestRequest(sources: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const routes = INGEST_ROUTES.map(({ path, bodies }) => ({
    path,
    types: bodies.flatMap((body) => body.contentTypes),
  }));
  const ofSources = sources.map((name) => ({ path: `/sources/${name}`, types: ["application/json"] }));
  const route = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom<{ path: string; types: readonly string[] }>(...routes, ...ofSources) },
    { weight: 1, arbitrary: fc.webPath().map((path) => ({ path: `/${path}`, types: ["application/json"] })) },
  );
  return route.chain(({ path, types }) =>
    fc.record({
      method: fc.oneof(
        { weight: 20, arbitrary: fc.constant("POST") },
        { weight: 1, arbitrary: fc.constantFrom("GET", "PUT", "OPTIONS", "DELETE", "PATCH") },
      ),
      path: fc.constant(path),
      headers: ingestHeaders(types),
      body: bodyLike(INGEST_SAMPLES[path] ?? OTHER_SAMPLES),
    }),
  );
}

/** Ids that exist, and others. */
const id = fc.oneof(fc.constantFrom("order", "send", "dlv_1", "evt_00000000000000000000000000000000"), fc.string());

const NAMES = ["status", "flow", "action", "event", "profile", "reason", "target", "since", "until", "limit", "cursor"];

const query = fc
  .dictionary(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...NAMES, "force", "host") },
      { weight: 1, arbitrary: fc.string() },
    ),
    fc.oneof(
      fc.constantFrom("order", "failed", "delivered", "2026-11-24", "1", "200", "-1", "1e9", "true", "eyJ9", "[]"),
      fc.string({ unit: "binary" }).map((text) => text.toWellFormed()),
      hostile.map((value) => Buffer.from(JSON.stringify(value) ?? "").toString("base64url")),
    ),
    { maxKeys: 4 },
  )
  .map((parameters) => new URLSearchParams(parameters).toString());

/** A request to a route of the management API, such as `GET /manage/v1/deliveries/:id`. */
export function managementRequest(routes: readonly (readonly [string, string])[]): fc.Arbitrary<FuzzedRequest> {
  return fc
    .record({
      route: fc.constantFrom(...routes),
      ids: fc.tuple(id, id),
      query,
      token: fc.oneof({ weight: 20, arbitrary: fc.constant(ADMIN_TOKEN) }, { weight: 1, arbitrary: visible }),
      body: bodyLike(MANAGEMENT_SAMPLES),
    })
    .map(({ route: [method, pattern], ids, token, ...rest }) => {
      let used = 0;
      const path = pattern.replaceAll(/:[a-z]+/g, () => encodeURIComponent((ids[used++] ?? "").toWellFormed()));
      return {
        method,
        path: `${path}?${rest.query}`,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: method === "GET" ? undefined : rest.body,
      };
    });
}

/** A valid request of HTTP, with bytes replaced, removed and added. */
export const malformedBytes: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom("content-length: 67", "transfer-encoding: chunked", "expect: 100-continue", "content-length: 0"),
    fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 4 }), fc.uint8Array({ maxLength: 4 })), { maxLength: 4 }),
  )
  .map(([framing, edits]) => {
    const event = '{"metric":"m","profile":{"id":"1"},"properties":{"a":"b"},"value":1}';
    const chunks = framing.startsWith("transfer") ? `44\r\n${event}\r\n0\r\n\r\n` : event;
    const head = `POST /events HTTP/1.1\r\nhost: flowhook\r\nauthorization: Bearer ${INGEST_KEY}\r\n`;
    const whole = Buffer.from(`${head}content-type: application/json\r\n${framing}\r\n\r\n${chunks}`);
    return edits.reduce((bytes, [at, removed, added]) => {
      const start = at % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, start), added, bytes.subarray(start + removed)]);
    }, whole);
  });
