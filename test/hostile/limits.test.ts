// Every limit of an event, at every route of ingest of the embedded server: the status, the code, the place and the message.

import { afterAll, describe, expect, it } from "vitest";
import { INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

const flowhook: TestProcess = await startTestProcess({ flows: {} });
afterAll(() => flowhook.stop());

/** The parts of an event; `properties` is JSON text, so that it can hold a field twice. */
interface Parts {
  readonly metric: string;
  readonly properties: string;
  readonly time: string;
}

interface Route {
  readonly path: string;
  /** The body with this event. */
  readonly body: (parts: Parts) => string;
  readonly type?: string;
  /** The pointers to the parts. */
  readonly places: Readonly<Record<keyof Parts, string>>;
}

const quote = (text: string) => JSON.stringify(text);

const plain = ({ metric, properties, time }: Parts) =>
  `{"metric":${quote(metric)},"profile":{"id":"1"},"properties":${properties},"time":${quote(time)}}`;

const PLACES = { metric: "/metric", properties: "/properties", time: "/time" };

function below(base: string, { metric, properties, time } = PLACES): Route["places"] {
  return { metric: base + metric, properties: base + properties, time: base + time };
}

const klaviyoMetric = (metric: string) => `{"data":{"type":"metric","attributes":{"name":${quote(metric)}}}}`;
const KLAVIYO_PLACES = { ...PLACES, metric: "/metric/data/attributes/name" };
const KLAVIYO_PROFILE = '{"data":{"type":"profile","attributes":{"email":"a@b.example"}}}';
const klaviyoEvent = ({ metric, properties, time }: Parts) =>
  `"metric":${klaviyoMetric(metric)},"properties":${properties},"time":${quote(time)}`;

/** The routes whose answer names the problems. */
const ROUTES: readonly Route[] = [
  { path: "/events", body: plain, places: PLACES },
  { path: "/events/bulk", body: (parts) => `[${plain(parts)}]`, places: below("/0") },
  { path: "/events/bulk", body: plain, type: "application/x-ndjson", places: below("/0") },
  {
    path: "/api/events",
    body: (parts) => `{"data":{"type":"event","attributes":{${klaviyoEvent(parts)},"profile":${KLAVIYO_PROFILE}}}}`,
    places: below("/data/attributes", KLAVIYO_PLACES),
  },
  {
    path: "/api/event-bulk-create-jobs",
    body: (parts) =>
      `{"data":{"type":"event-bulk-create-job","attributes":{"events-bulk-create":{"data":[{"type":"event-bulk-create","attributes":{"profile":${KLAVIYO_PROFILE},"events":{"data":[{"type":"event","attributes":{${klaviyoEvent(parts)}}}]}}}]}}}}`,
    places: below("/data/attributes/events-bulk-create/data/0/attributes/events/data/0/attributes", KLAVIYO_PLACES),
  },
  {
    path: "/cloudevents",
    body: ({ metric, properties, time }) =>
      `{"specversion":"1.0","id":"1","source":"/shop","subject":"a@b.example","type":${quote(metric)},"time":${quote(time)},"data":${properties}}`,
    type: "application/cloudevents+json",
    places: { metric: "/type", properties: "/data", time: "/time" },
  },
];

const OK: Parts = { metric: "m", properties: "{}", time: "2025-11-24T09:00:00Z" };

const fields = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, at])));

/** A limit, an event at it, an event over it, the place below a part, and the message. */
const LIMITS: readonly [string, Partial<Parts>, Partial<Parts>, keyof Parts, string, RegExp][] = [
  [
    "the metric's name has 127 characters",
    { metric: "m".repeat(127) },
    { metric: "m".repeat(128) },
    "metric",
    "",
    /at most 127 characters/,
  ],
  ["the metric has a name", { metric: "m" }, { metric: "" }, "metric", "", /must not be empty/i],
  [
    "an event has 400 properties",
    { properties: fields(400) },
    { properties: fields(401) },
    "properties",
    "",
    /at most 400 properties.*401/,
  ],
  [
    "a text has 100,000 bytes",
    { properties: `{"a":"${"é".repeat(50_000)}"}` },
    { properties: `{"a":"${"é".repeat(50_000)}x"}` },
    "properties",
    "/a",
    /at most 100000 bytes/,
  ],
  [
    "the time is after 1990",
    { time: "1991-01-01T00:00:00Z" },
    { time: "1990-12-31T23:59:59Z" },
    "time",
    "",
    /after the year 1990/,
  ],
  ["the time is at most a year ahead", {}, { time: "2999-01-01T00:00:00Z" }, "time", "", /1 year in the future/],
  [
    "a field occurs once",
    { properties: '{"a":1,"b":1}' },
    { properties: '{"a":1,"a":1}' },
    "properties",
    "/a",
    /more than once/,
  ],
  [
    "a text has whole characters",
    { properties: '{"a":"\\ud83d\\ude00"}' },
    { properties: '{"a":"\\ud83d"}' },
    "properties",
    "/a",
    /surrogate/,
  ],
  ["a value is JSON", { properties: '{"a":1e400}' }, { properties: '{"a":NaN}' }, "properties", "?", /not JSON/],
];

async function post({ path, body, type = "application/json" }: Route, changes: Partial<Parts>) {
  const answer = await fetch(flowhook.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${INGEST_KEY}`, "content-type": type },
    body: body({ ...OK, ...changes }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

describe.each(ROUTES)("at $path ($type)", (route) => {
  it.each(LIMITS)("%s", async (_title, within, over, part, place, message) => {
    expect((await post(route, within)).status).toBe(202);
    const { status, body } = await post(route, over);
    expect([status, body.errors]).toEqual([
      400,
      [expect.objectContaining({ status: 400, code: "invalid", detail: expect.stringMatching(message) })],
    ]);
    // A text that is not JSON has no places.
    if (place !== "?") expect(body.errors[0].source.pointer).toBe(route.places[part] + place);
  });

  it("properties nest 32 levels", async () => {
    const nested = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    expect((await post(route, { properties: nested(31) })).status).toBe(202);
    const { status, body } = await post(route, { properties: nested(33) });
    expect([status, body.errors[0].detail]).toEqual([400, "Nested deeper than 32 levels."]);
    expect(body.errors[0].source.pointer).toMatch(new RegExp(`^${route.places.properties}/a/0`));
  });

  it("names that JavaScript gives a meaning are names like all others", async () => {
    const properties =
      '{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}},"toJSON":1,"then":1,"hasOwnProperty":1}';
    expect((await post(route, { properties })).status).toBe(202);
    expect(Object.prototype).not.toHaveProperty("a");
  });
});

it.each(LIMITS.filter(([, , , , place]) => place !== "?"))(
  "at Segment's paths the call is accepted, and the event over the limit is a dead letter: %s",
  async (title, within, over, _part, _place, message) => {
    const call = ({ metric, properties, time }: Parts) =>
      `{"type":"track","userId":"1","messageId":"m","event":${quote(metric)},"properties":${properties},"timestamp":${quote(time)}}`;
    const route = { path: "/v1/batch", body: (parts: Parts) => `{"batch":[${call(parts)}]}`, places: PLACES };
    const letters = async () => JSON.parse(await (await flowhook.manage("/dead-letters/events")).text()).data;
    const before = (await letters()).length;
    // A call may have 32 KB.
    if (!title.includes("100,000")) expect((await post(route, within)).status).toBe(200);
    expect((await letters()).length - before).toBe(0);
    expect((await post(route, over)).status).toBe(200);
    const [letter, ...others] = await letters();
    expect([letter.reason, others.length]).toEqual(["event-invalid", before]);
    if (!title.includes("100,000")) expect(JSON.stringify(letter.problems)).toMatch(message);
  },
);
