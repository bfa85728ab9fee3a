// Bodies that a holder of a valid key could send to exhaust the server. The tests count costs and measure no time: reads of
// the parsed value, pointers that are built, and bytes of the answer. `node bench/hostile-bodies.ts` measures time and memory.

import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { errorsBody, MAX_ERRORS_BYTES } from "#api/errors.ts";
import { explainRequestSchema, parseEventRequest, testSendRequestSchema } from "#api/explain-request.ts";
import { describeProblems, MAX_DETAIL_LENGTH } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { KLAVIYO_ROUTE } from "#core/event/formats/klaviyo/klaviyo.ts";
import { PLAIN_ROUTE } from "#core/event/formats/plain/plain.ts";
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { ExactNumber } from "#core/exact-number.ts";
import { MAX_FINDINGS } from "#core/problem.ts";
import { ingest, knownKeys } from "#support/ingest.ts";
import { type BodyShape, hostileBody, mostCostly, seeded } from "./body-shapes.ts";

const counted = vi.hoisted(() => ({ reads: 0, pointers: 0, wrap: (value: unknown) => value }));

vi.mock("#core/parse-json.ts", async (original) => {
  const { parseJson } = await original<typeof import("#core/parse-json.ts")>();
  return { parseJson: (text: string) => counted.wrap(parseJson(text)) };
});

vi.mock("#core/problem.ts", async (original) => {
  const actual = await original<typeof import("#core/problem.ts")>();
  return {
    ...actual,
    jsonPointer: (path: readonly PropertyKey[]) => {
      counted.pointers += 1;
      return actual.jsonPointer(path);
    },
  };
});

/** Wraps a value so that each read of it is counted, at any depth. */
function counting(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
  return new Proxy(value, {
    get(target, key, receiver) {
      counted.reads += 1;
      return counting(Reflect.get(target, key, receiver));
    },
    ownKeys(target) {
      const keys = Reflect.ownKeys(target);
      counted.reads += keys.length;
      return keys;
    },
  });
}

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const PORTS = { now: () => Date.UTC(2026, 10, 24), newRequestId: () => "request-1", sha256Hex };
const ENVELOPE = { v: 1, format: "plain", request_id: "request-1", received_at: PORTS.now(), key_id: "key_1" } as const;

const PROFILE = '"profile":{"data":{"type":"profile","attributes":{"email":"a@b.example"}}}';

async function ingested(body: string, route: IngestRoute): Promise<string> {
  const ports = {
    ...PORTS,
    keys: knownKeys({ key: "key_1" }),
    accept: async () => ["stored" as const],
    eventsDeadLetters: { send: async () => {} },
    maxBatchBytes: MAX_BATCH_BYTES,
    turn: async () => {},
  };
  const headers = { "content-type": "application/json", authorization: "Bearer key" };
  return (await ingest(ports, { headers, route, body: Buffer.from(body) })).body;
}

/** The functions that parse an event, each returning the text of its answer. */
const SURFACES = {
  ingest: (body: string) => ingested(body, PLAIN_ROUTE),
  "ingest of Klaviyo's format": (body: string) => {
    const attributes = `"metric":{"data":{"type":"metric","attributes":{"name":"m"}}},${PROFILE},"properties":${body}`;
    return ingested(`{"data":{"type":"event","attributes":{${attributes}}}}`, KLAVIYO_ROUTE);
  },
  explain: (body: string) => answer(parseEventRequest(explainRequestSchema, `{"event":${body}}`, PORTS)),
  "a test": (body: string) => answer(parseEventRequest(testSendRequestSchema, `{"event":${body}}`, PORTS)),
  "fields next to the event": (body: string) => answer(parseEventRequest(explainRequestSchema, body, PORTS)),
  "the dead letters of events": (body: string) => {
    const parsed = parseEvent({ ...ENVELOPE, body }, sha256Hex);
    return parsed.ok ? "" : describeProblems(parsed.problems);
  },
};

function answer(parsed: ReturnType<typeof parseEventRequest>): string {
  return parsed.ok ? "" : JSON.stringify(errorsBody("invalid", PORTS.newRequestId(), parsed.problems));
}

type Surface = keyof typeof SURFACES;

/** The costs of a body at a surface. */
async function costs(surface: Surface, body: string) {
  counted.wrap = counting;
  counted.reads = 0;
  counted.pointers = 0;
  const text = await SURFACES[surface](body);
  return { reads: counted.reads, pointers: counted.pointers, bytes: Buffer.byteLength(text) };
}

const SEARCHED_BYTES = 8 * 1024;

/** Maximum reads of the parsed value per byte of the body; each value is read a few times. */
const READS_PER_BYTE = 4;

/** Maximum pointers built for one body: those of the problems of the request and of its event. */
const MOST_POINTERS = 2 * MAX_FINDINGS;

afterEach(() => {
  counted.wrap = (value) => value;
});

describe.each(Object.keys(SURFACES) as Surface[])("each body that a search finds for %s", (surface) => {
  const search = (measure: keyof Awaited<ReturnType<typeof costs>>, seed: number) =>
    mostCostly(seeded(seed), 200, async (shape) => (await costs(surface, hostileBody(shape, SEARCHED_BYTES)))[measure]);

  it("is read at most a few times, at any size", async () => {
    const { shape, cost } = await search("reads", 1);
    expect(cost / SEARCHED_BYTES, JSON.stringify(shape)).toBeLessThan(READS_PER_BYTE);
    const whole = await costs(surface, hostileBody(shape, MAX_EVENT_BYTES));
    expect(whole.reads / MAX_EVENT_BYTES, JSON.stringify(shape)).toBeLessThan(READS_PER_BYTE);
  });

  it("builds pointers for reported problems only, not for each value", async () => {
    const { shape, cost } = await search("pointers", 2);
    expect(cost, JSON.stringify(shape)).toBeGreaterThanOrEqual(MAX_FINDINGS);
    expect(cost, JSON.stringify(shape)).toBeLessThanOrEqual(MOST_POINTERS);
    const whole = await costs(surface, hostileBody(shape, MAX_EVENT_BYTES));
    expect(whole.pointers, JSON.stringify(shape)).toBeLessThanOrEqual(MOST_POINTERS);
  });

  it("has an answer within the limit", async () => {
    const most = surface === "the dead letters of events" ? 4 * MAX_DETAIL_LENGTH : MAX_ERRORS_BYTES;
    const { shape, cost } = await search("bytes", 3);
    expect(cost, JSON.stringify(shape)).toBeGreaterThan(1_000);
    expect(cost, JSON.stringify(shape)).toBeLessThanOrEqual(most);
    const whole = await costs(surface, hostileBody(shape, MAX_EVENT_BYTES));
    expect(whole.bytes, JSON.stringify(shape)).toBeLessThanOrEqual(most);
  });
});

describe("a body that once crashed the process", () => {
  const plain: BodyShape = {
    place: "properties",
    leaf: "{}",
    alphabet: "a",
    fields: false,
    wrong: false,
    depth: 0,
    keyLength: 0,
  };

  it.each<[string, Partial<BodyShape>, number]>([
    ["41,000 objects below 30 keys of 4,129 characters", { depth: 30, keyLength: 4_129 }, 247_000],
    ["20,000 unknown fields", { place: "top", fields: true, leaf: "0" }, MAX_EVENT_BYTES],
    [
      "an unknown field with a name as long as a body",
      { place: "top", fields: true, keyLength: 250_000 },
      MAX_EVENT_BYTES,
    ],
  ])("is refused with few pointers and a short answer: %s", async (_what, changes, size) => {
    const { pointers, bytes } = await costs("ingest", hostileBody({ ...plain, ...changes }, size));
    expect(pointers).toBeLessThanOrEqual(MAX_FINDINGS);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(MAX_ERRORS_BYTES);
  });

  it.each(Object.keys(SURFACES) as Surface[])("is refused when it nests as deep as a body can: %s", async (surface) => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const text = await SURFACES[surface](`{"metric":"m","profile":{"id":"1"},"properties":{"a":${deep}}}`);
    expect(text).toMatch(surface === "fields next to the event" ? /There is no field/ : /Nested deeper than 32 levels/);
  });
});

it("the answer counts the problems that it omits, and each problem that it shows has a pointer", () => {
  const body = hostileBody(
    { place: "properties", leaf: "{}", alphabet: "a", fields: false, wrong: false, depth: 31, keyLength: 300 },
    MAX_EVENT_BYTES,
  );
  const parsed = parseEvent({ ...ENVELOPE, body }, sha256Hex);
  const problems = parsed.ok ? [] : parsed.problems;
  expect(problems).toHaveLength(MAX_FINDINGS + 1);
  expect(problems[1]?.pointer).toMatch(/^\/properties\/0a{39}…a{39}\/…\/0a{39}…a{39}\/1$/);
  expect(Number(/^(\d+) more problems are not shown\.$/.exec(problems.at(-1)?.message ?? "")?.[1])).toBeGreaterThan(
    70_000,
  );
});
