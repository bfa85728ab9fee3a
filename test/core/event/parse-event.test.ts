import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH } from "#core/event/limits.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { ExactNumber } from "#core/exact-number.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const RECEIVED_AT = Date.parse("2026-11-24T09:00:00Z");

function message(body: unknown, more: Partial<EventMessage> = {}): EventMessage {
  return {
    v: 1,
    format: "plain",
    request_id: "request-1",
    received_at: RECEIVED_AT,
    key_id: "key_1",
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...more,
  };
}

const order = { metric: "Placed Order", profile: { email: "Ada@Customer.example" }, properties: { OrderId: "1" } };

function parsed(body: unknown, more: Partial<EventMessage> = {}) {
  const result = parseEvent(message(body, more), sha256Hex);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.event;
}

function problems(body: unknown) {
  const result = parseEvent(message(body), sha256Hex);
  return result.ok ? [] : result.problems.map(({ pointer, message: text }) => `${pointer} ${text}`);
}

describe("a number with more digits than a double holds", () => {
  const long = "12345678901234567890";
  const body = (properties: string, more = "") =>
    `{"metric": "Placed Order", "profile": {"email": "a@b.example"${more}}, "properties": {${properties}}}`;

  it("keeps them in properties", () => {
    const event = parsed(body(`"OrderId": ${long}, "Items": [{"Price": 0.1000000000000000055511151231257827}]`));
    expect(event.properties).toEqual({
      OrderId: new ExactNumber(long),
      Items: [{ Price: new ExactNumber("0.1000000000000000055511151231257827") }],
    });
    expect(JSON.stringify(event.properties)).toContain(`"OrderId":${long},`);
    expect(parsed(body("", `, "properties": {"Id": ${long}}`)).profile.properties).toEqual({
      Id: new ExactNumber(long),
    });
  });

  it("is the nearest double in arithmetic", () => {
    expect(parsed(`{"metric": "m", "profile": {"id": "1"}, "value": 1${long}.5}`).value).toBe(1.1234567890123457e20);
    const profile = parsed(
      body("", `, "location": {"latitude": 48.20817430000000312, "longitude": -16.3738189}`),
    ).profile;
    expect(profile.location).toEqual({ latitude: 48.2081743, longitude: -16.3738189 });
    expect(problems(`{"metric": "m", "profile": {"id": "1"}, "value": 1e400}`)).toEqual([
      expect.stringMatching(/^\/value Must be a number/),
    ]);
  });

  it("does not count as nesting", () => {
    const nested = (depth: number, value: string) => `"a": ${"[".repeat(depth)}${value}${"]".repeat(depth)}`;
    expect(problems(body(nested(MAX_DEPTH - 1, long)))).toEqual([]);
    expect(problems(body(nested(MAX_DEPTH, long)))).toHaveLength(1);
    expect(problems(body(nested(100_000, long)))).toHaveLength(1);
  });
});

describe("an event in the plain format", () => {
  it("without a time gets the time when it was received", () => {
    expect(parsed(order)).toEqual({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      metric: "Placed Order",
      profile: { email: "Ada@Customer.example" },
      properties: { OrderId: "1" },
      time: RECEIVED_AT,
      received_at: RECEIVED_AT,
    });
  });

  it("keeps its time, value, currency, unique id and backfill", () => {
    const more = {
      time: "2026-11-24T10:00:00+02:00",
      value: 12.5,
      value_currency: "EUR",
      unique_id: "u",
      backfill: true,
    };
    expect(parsed({ ...order, ...more })).toMatchObject({
      time: Date.parse("2026-11-24T08:00:00Z"),
      value: 12.5,
      value_currency: "EUR",
      unique_id: "u",
      backfill: true,
    });
  });

  it("accepts null instead of an absent field", () => {
    const nothing = { time: null, value: null, value_currency: null, unique_id: null, backfill: null };
    expect(parsed({ ...order, ...nothing })).toEqual(parsed(order));
  });
});

describe("an invalid event is refused with the location and the fix", () => {
  it.each<[string, unknown, string[]]>([
    ["no JSON", "{", [expect.stringMatching(/^ The body is not JSON: /)]],
    ["a list", [], [" Must be an object, but is a list."]],
    ["no metric", { profile: { email: "a@b.example" } }, ['/metric The field "metric" is required: a text.']],
    ["an empty metric", { ...order, metric: "" }, ["/metric Must not be empty."]],
    ["a metric of 128", { ...order, metric: "m".repeat(128) }, ["/metric Must have at most 127 characters."]],
    ["no profile", { metric: "m" }, ['/profile The field "profile" is required: an object.']],
    [
      "a profile without identifier",
      { metric: "m", profile: { first_name: "Ada" } },
      ["/profile The profile needs at least one identifier: id, external_id, email, phone_number, anonymous_id."],
    ],
    [
      "a misspelt field",
      { ...order, uniqueId: "1" },
      ['/uniqueId There is no field "uniqueId" here. Did you mean "unique_id"?'],
    ],
    [
      "an unknown field",
      { ...order, zzz: "1" },
      [expect.stringMatching(/^\/zzz There is no field "zzz" here. Known here: "metric", "profile",/)],
    ],
    [
      "a time without a zone",
      { ...order, time: "2026-11-24T10:00:00" },
      ['/time Must be a time with a zone, such as "2026-11-24T09:30:00Z".'],
    ],
    ["a time in 1990", { ...order, time: "1990-12-31T23:59:59Z" }, ["/time The time must be after the year 1990."]],
    [
      "a time too far off",
      { ...order, time: "2027-11-26T09:00:00Z" },
      ["/time The time may be at most 1 year in the future."],
    ],
    [
      "a currency in words",
      { ...order, value_currency: "euro" },
      ["/value_currency Must be three capital letters, such as USD."],
    ],
    ["a text as value", { ...order, value: "12" }, ['/value Must be a number, but is "12".']],
    [
      "two problems",
      { metric: 1, profile: 2 },
      ["/metric Must be a text, but is 1: put it in quotes.", "/profile Must be an object, but is 2."],
    ],
    [
      "401 properties",
      { ...order, properties: Object.fromEntries(Array.from({ length: 401 }, (_, i) => [`p${i}`, i])) },
      ["/properties An event may have at most 400 properties, but this one has 401."],
    ],
    [
      "a text over 100 KB",
      { ...order, properties: { a: ["é".repeat(50_001)] } },
      ["/properties/a/0 A text may have at most 100000 bytes."],
    ],
  ])("%s", (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });

  it("nested too deep", () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 40; depth++) value = { a: value };
    expect(problems({ ...order, properties: value })).toEqual([
      expect.stringMatching(/Nested deeper than 32 levels\.$/),
    ]);
  });

  it("numbers that take four times their length when written out are too long", () => {
    const body = (count: number) =>
      `{"metric":"m","profile":{"id":"1"},"properties":{"a":[${"1e20,".repeat(count)}1]}}`;
    expect(problems(body(50_000))).toEqual([
      expect.stringMatching(/^ With all digits written out, the event has \d+ bytes/),
    ]);
    expect(problems(body(20_000))).toEqual([]);
  });

  it("a text of exactly 100 KB is accepted", () => {
    expect(problems({ ...order, properties: { a: "é".repeat(50_000) } })).toEqual([]);
  });
});

describe("any body", () => {
  it("gives an event or problems, never an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"metric":"m","profile":${json}}`),
        ),
        (body) => {
          const result = parseEvent(message(body), sha256Hex);
          expect(result.ok || result.problems.length > 0).toBe(true);
        },
      ),
    );
  });

  it("keeps properties unchanged, with keys such as __proto__", () => {
    const event = parsed('{"metric":"m","profile":{"id":"1"},"properties":{"__proto__":{"a":1},"constructor":2}}');
    expect(Object.keys(event.properties)).toEqual(["__proto__", "constructor"]);
    expect(JSON.stringify(event.properties)).toBe('{"__proto__":{"a":1},"constructor":2}');
  });
});
