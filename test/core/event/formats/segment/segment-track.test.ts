import { describe, expect, it } from "vitest";
import { parseInFormat, problemsInFormat, RECEIVED_AT } from "../parse-in-format.ts";

/** A track call as Segment's client for Node.js writes it, with changes. */
function track(changes: Record<string, unknown> = {}) {
  return {
    type: "track",
    event: "Order Completed",
    userId: "customer-7",
    messageId: "node-next-1790000000000-1",
    properties: { order_id: "1" },
    integrations: {},
    _metadata: { nodeVersion: "v24.0.0", jsRuntime: "node" },
    ...changes,
  };
}

/** The event of a call, or an error that shows its problems. */
function event(body: unknown) {
  const parsed = parseInFormat("segment", body);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

const withTraits = (traits: unknown, around = {}) => track({ context: { traits, ...around } });

describe("a track call", () => {
  it("gives metric, profile, properties and unique_id", () => {
    expect(event(track())).toEqual({
      id: expect.stringMatching(/^evt_/),
      metric: "Order Completed",
      profile: { external_id: "customer-7" },
      properties: { order_id: "1" },
      time: RECEIVED_AT,
      unique_id: "node-next-1790000000000-1",
      received_at: RECEIVED_AT,
    });
  });

  it("may have only the fields that name what happened to whom", () => {
    const { metric, properties } = event({ type: "track", event: "Seen", anonymousId: "a-1" });
    expect({ metric, properties }).toEqual({ metric: "Seen", properties: {} });
  });

  it("with null instead of a field is a call without the field", () => {
    const nulls = { anonymousId: null, timestamp: null, originalTimestamp: null, context: null };
    expect(event(track(nulls))).toEqual(event(track()));
    expect(event(track({ properties: null })).properties).toEqual({});
  });

  it.each([
    ["the timestamp", { timestamp: "2026-11-08T01:00:00+01:00" }],
    ["the original timestamp, without another", { originalTimestamp: "2026-11-08T00:00:00.000Z" }],
    [
      "the timestamp before the original one, because Segment corrected it",
      { timestamp: "2026-11-08T00:00:00Z", originalTimestamp: "2026-11-07T00:00:00Z" },
    ],
    [
      "the timestamp, whenever the call was sent and received",
      { timestamp: "2026-11-08T00:00:00Z", sentAt: "2026-11-09T00:00:00Z", receivedAt: "2026-11-10T00:00:00Z" },
    ],
  ])("has the time of %s", (_, times) => {
    expect(event(track(times)).time).toBe(Date.UTC(2026, 10, 8));
  });

  it.each([
    [
      { revenue: 19.99, currency: "EUR" },
      { value: 19.99, value_currency: "EUR" },
    ],
    [{ value: 5 }, { value: 5 }],
    [{ revenue: 0, value: 5 }, { value: 0 }],
    [{ revenue: "19.99", value: 5 }, { value: 5 }],
    [{ revenue: "19.99", currency: "EUR" }, {}],
    [{ currency: "EUR" }, {}],
    [{ revenue: 1, currency: "euro" }, { value: 1 }],
    [{ revenue: 1, currency: 978 }, { value: 1 }],
  ])("with the properties %j has the value %j and keeps its properties", (properties, value) => {
    const { value: amount, value_currency, properties: kept } = event(track({ properties }));
    expect({ value: amount, value_currency }).toEqual({ value: undefined, value_currency: undefined, ...value });
    expect(kept).toEqual(properties);
  });

  it("has no value if the revenue is beyond the largest number", () => {
    const body = JSON.stringify(track()).replace('"order_id":"1"', '"revenue":1e999');
    expect(event(body).value).toBeUndefined();
  });
});

describe("the profile of a call", () => {
  it("has all identifiers", () => {
    const body = withTraits({ email: "ada@shop.example", phone: "+15005550006" });
    expect(event({ ...body, anonymousId: "a-1" }).profile).toEqual({
      external_id: "customer-7",
      anonymous_id: "a-1",
      email: "ada@shop.example",
      phone_number: "+15005550006",
    });
  });

  it.each([
    ["an email", { email: "ada@shop.example" }, { email: "ada@shop.example" }],
    ["a phone number", { phone: "+15005550006" }, { phone_number: "+15005550006" }],
  ])("may have only %s", (_, traits, profile) => {
    expect(event({ ...withTraits(traits), userId: undefined }).profile).toEqual(profile);
  });

  it("has the traits that Segment defines as fields, and all others as custom fields", () => {
    const traits = {
      ...{ firstName: "Ada", lastName: "Lovelace", title: "Countess", avatar: "ada.png", plan: "gold", age: 36 },
      address: { street: "12 St James's Square", city: "London", state: "LDN", postalCode: "SW1Y", country: "UK" },
      company: { name: "Analytical Engines", employee_count: 2 },
    };
    const around = { locale: "en-GB", timezone: "Europe/London", ip: "192.0.2.1", library: { name: "analytics-node" } };
    expect(event(withTraits(traits, around)).profile).toEqual({
      ...{ external_id: "customer-7", first_name: "Ada", last_name: "Lovelace", title: "Countess", image: "ada.png" },
      ...{ organization: "Analytical Engines", locale: "en-GB" },
      location: {
        ...{ address1: "12 St James's Square", city: "London", region: "LDN", zip: "SW1Y", country: "UK" },
        ...{ timezone: "Europe/London", ip: "192.0.2.1" },
      },
      properties: { plan: "gold", age: 36, company: { employee_count: 2 } },
    });
  });

  it.each<[string, unknown, unknown]>([
    ["a name that is a number", { firstName: 7 }, { properties: { firstName: 7 } }],
    ["an address that is a text", { address: "London" }, { properties: { address: "London" } }],
    [
      "a street that is a list",
      { address: { street: ["a"], city: "London" } },
      { location: { city: "London" }, properties: { address: { street: ["a"] } } },
    ],
    ["a company that is a text", { company: "Engines" }, { properties: { company: "Engines" } }],
    ["an address and a company that are null", { address: null, company: null }, {}],
    ["an empty address", { address: {} }, {}],
    ["no traits", null, {}],
  ])("keeps %s as a custom field", (_, traits, profile) => {
    expect(event(withTraits(traits)).profile).toEqual({ external_id: "customer-7", ...(profile as object) });
  });

  it("keeps a trait with the name of an object's prototype", () => {
    const body = JSON.stringify(withTraits({ plan: "gold" })).replace('"plan"', '"__proto__":{"a":1},"plan"');
    expect(Object.keys(event(body).profile.properties ?? {})).toEqual(["__proto__", "plan"]);
  });

  it("ignores a locale and a zone that are not texts", () => {
    expect(event(withTraits({}, { locale: 1, timezone: null, ip: {} })).profile).toEqual({ external_id: "customer-7" });
  });
});

describe("a problem names the place in the call", () => {
  const long = "x".repeat(256);
  it.each<[string, unknown, string[]]>([
    ["a list", [], [expect.stringMatching(/^ Must be an object/)]],
    ["no event", track({ event: undefined }), ['/event The field "event" is required: a text.']],
    ["an empty event", track({ event: "" }), ["/event Must not be empty."]],
    ["a long event", track({ event: "e".repeat(128) }), ["/event Must have at most 127 characters."]],
    ["another call", track({ type: "identify" }), ['/type Must be "track", but is "identify".']],
    ["no person", track({ userId: undefined }), [expect.stringMatching(/^\/userId The call names no person\./)]],
    ["an empty person", track({ userId: "" }), [expect.stringMatching(/^\/userId The call names no person\./)]],
    ["a person of spaces", track({ userId: " " }), [expect.stringMatching(/^\/userId The call names no person\./)]],
    ["a number as the person", track({ userId: 7 }), ["/userId Must be a text, but is 7: put it in quotes."]],
    ["a long user id", track({ userId: long }), ["/userId Must have at most 255 characters."]],
    ["a long anonymous id", track({ anonymousId: long }), ["/anonymousId Must have at most 255 characters."]],
    ["a long message id", track({ messageId: long }), ["/messageId Must have at most 255 characters."]],
    ["a long email", withTraits({ email: long }), ["/context/traits/email Must have at most 255 characters."]],
    ["a long phone number", withTraits({ phone: long }), ["/context/traits/phone Must have at most 255 characters."]],
    [
      "a time without a zone",
      track({ timestamp: "2026-11-08" }),
      [expect.stringMatching(/^\/timestamp Must be a time/)],
    ],
    [
      "a time in 1990",
      track({ timestamp: "1990-01-01T00:00:00Z" }),
      ["/timestamp The time must be after the year 1990."],
    ],
    [
      "an original time in 1990",
      track({ originalTimestamp: "1990-01-01T00:00:00Z" }),
      ["/originalTimestamp The time must be after the year 1990."],
    ],
    ["a list of properties", track({ properties: [] }), ["/properties Must be an object."]],
    ["a list of traits", withTraits([]), ["/context/traits Must be an object."]],
    ["a text as the context", track({ context: "x" }), [expect.stringMatching(/^\/context Must be an object/)]],
    [
      "a long text",
      track({ properties: { a: ["é".repeat(50_001)] } }),
      ["/properties/a/0 A text may have at most 100000 bytes."],
    ],
    [
      "a long trait",
      withTraits({ a: ["é".repeat(50_001)] }),
      ["/context/traits/a/0 A text may have at most 100000 bytes."],
    ],
    [
      "a long street",
      withTraits({ address: { street: "é".repeat(50_001) } }),
      ["/context/traits/address/street A text may have at most 100000 bytes."],
    ],
    [
      "a long company",
      withTraits({ company: { name: "é".repeat(50_001) } }),
      ["/context/traits/company/name A text may have at most 100000 bytes."],
    ],
    [
      "a long locale",
      withTraits({}, { locale: "é".repeat(50_001) }),
      ["/context/locale A text may have at most 100000 bytes."],
    ],
    [
      "a long zone",
      withTraits({}, { timezone: "é".repeat(50_001) }),
      ["/context/timezone A text may have at most 100000 bytes."],
    ],
  ])("%s", (_, body, expected) => {
    expect(problemsInFormat("segment", body)).toEqual(expected);
  });
});
