import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { parseEvent } from "#core/event/parse-event.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

function parse(format: EventFormatName, body: unknown) {
  const envelope = {
    v: 1,
    format,
    request_id: "request-1",
    received_at: Date.UTC(2026, 10, 24),
    key_id: "key_1",
  } as const;
  return parseEvent({ ...envelope, body: JSON.stringify(body) }, sha256Hex);
}

function problems(body: unknown) {
  const result = parse("klaviyo", body);
  return result.ok ? [] : result.problems.map(({ pointer, message }) => `${pointer} ${message}`);
}

/** A body as Klaviyo's reference shows it, with changes to its attributes. */
function klaviyo(changes: Record<string, unknown> = {}, profile: Record<string, unknown> = {}, id?: string) {
  return {
    data: {
      type: "event",
      attributes: {
        properties: { Brand: "Kids Book", ProductID: 1111 },
        metric: { data: { type: "metric", attributes: { name: "Viewed Product" } } },
        profile: { data: { type: "profile", id, attributes: { email: "sarah@shop.example", ...profile } } },
        ...changes,
      },
    },
  };
}

const plain = {
  metric: "Viewed Product",
  profile: { email: "sarah@shop.example" },
  properties: { Brand: "Kids Book", ProductID: 1111 },
};

describe("an event in Klaviyo's format is the event that the plain format gives", () => {
  const all = {
    time: "2026-11-08T00:00:00+00:00",
    value: 9.99,
    value_currency: "USD",
    unique_id: "view-1",
    backfill: true,
  };
  const person = {
    phone_number: "+15005550006",
    external_id: "63f64a2b",
    anonymous_id: "anonymous",
    first_name: "Sarah",
    last_name: "Mason",
    organization: "Example Corporation",
    locale: "en-US",
    title: "Regional Manager",
    image: "https://images.example/sarah.jpeg",
    location: { address1: "89 E 42nd St", latitude: "40.7128", longitude: 74.006, timezone: "America/New_York" },
    properties: { pseudonym: "Dr. Octopus" },
  };

  it.each<[string, unknown, unknown]>([
    ["with what must be there", klaviyo(), plain],
    ["with every field", klaviyo(all, person), { ...plain, ...all, profile: { ...plain.profile, ...person } }],
    ["with the profile's id", klaviyo({}, {}, "01GDD"), { ...plain, profile: { ...plain.profile, id: "01GDD" } }],
    [
      "with fields that are null",
      klaviyo({ time: null, value: null, unique_id: null }, { first_name: null }),
      {
        ...plain,
        profile: { ...plain.profile, first_name: null },
      },
    ],
    [
      "with fields that only Klaviyo uses",
      klaviyo({}, { _kx: "kx", meta: { patch_properties: { unset: "a" } } }),
      plain,
    ],
    [
      "with the metric's service",
      klaviyo({ metric: { data: { type: "metric", attributes: { name: "Viewed Product", service: "shopify" } } } }),
      plain,
    ],
  ])("%s", (_, body, same) => {
    const expected = parse("plain", same);
    expect(expected.ok).toBe(true);
    expect(parse("klaviyo", body)).toEqual(expected);
  });
});

describe("a problem names the place in the sender's body", () => {
  const longMetric = { data: { type: "metric", attributes: { name: "m".repeat(128) } } };
  it.each<[string, unknown, string[]]>([
    [
      "the plain format",
      plain,
      [
        '/data The field "data" is required: an object.',
        expect.stringMatching(/^\/metric /),
        expect.anything(),
        expect.anything(),
      ],
    ],
    ["another type", { data: { ...klaviyo().data, type: "evnt" } }, ['/data/type Must be "event", but is "evnt".']],
    ["no properties", klaviyo({ properties: undefined }), [expect.stringMatching(/^\/data\/attributes\/properties /)]],
    [
      "a misspelt field",
      klaviyo({ uniqueid: "1" }),
      ['/data/attributes/uniqueid There is no field "uniqueid" here. Did you mean "unique_id"?'],
    ],
    [
      "a long metric",
      klaviyo({ metric: longMetric }),
      ["/data/attributes/metric/data/attributes/name Must have at most 127 characters."],
    ],
    [
      "no identifier",
      klaviyo({}, { email: null }),
      [
        expect.stringMatching(
          /^\/data\/attributes\/profile\/data\/attributes The profile needs at least one identifier/,
        ),
      ],
    ],
    [
      "a time in 1990",
      klaviyo({ time: "1990-01-01T00:00:00Z" }),
      [expect.stringMatching(/^\/data\/attributes\/time /)],
    ],
    [
      "a text over 100 KB in the event",
      klaviyo({ properties: { a: ["é".repeat(50_001)] } }),
      ["/data/attributes/properties/a/0 A text may have at most 100000 bytes."],
    ],
    [
      "a text over 100 KB in the profile",
      klaviyo({}, { properties: { a: "é".repeat(50_001) } }),
      ["/data/attributes/profile/data/attributes/properties/a A text may have at most 100000 bytes."],
    ],
    [
      "a long text as the profile's id",
      klaviyo({}, {}, "i".repeat(256)),
      ["/data/attributes/profile/data/id Must have at most 255 characters."],
    ],
  ])("%s", (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
});
