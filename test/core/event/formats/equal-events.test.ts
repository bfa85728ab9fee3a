// An event is the same Event in every format, with the same id. Each format writes the same facts in its own way, and each path splits
// its body as ingest does. A new format adds a row to FORMATS.

import { describe, expect, it } from "vitest";
import { parseMessage } from "#app/sources/parse-message.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Event } from "#core/event/event.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { ExactNumber } from "#core/exact-number.ts";
import type { JsonObject } from "#core/json.ts";
import { compiled } from "../../../app/sources/compiled.ts";
import { ENVELOPE, parseInFormat, RECEIVED_AT } from "./parse-in-format.ts";

/** The facts of an event. `customer` is a profile in Flowhook's fields, and is also a property, so that a pointer can name it. */
interface Facts {
  readonly metric: string;
  readonly customer: JsonObject;
  readonly properties: JsonObject;
  readonly time?: string;
  readonly value?: number;
  readonly value_currency?: string;
}

const SOURCE = "/shop/eu";
const ID = "order-1";
const UNIQUE_ID = `${SOURCE} ${ID}`;

const FACTS: readonly [name: string, facts: Facts][] = [
  ["an event with little", { metric: "Seen", customer: { anonymous_id: "a-1" }, properties: {} }],
  [
    "an event of a person with an email, at a time in another zone",
    { metric: "Joined", customer: { email: "Ada@Shop.example" }, properties: {}, time: "2026-11-08T05:30:00+05:30" },
  ],
  [
    "an event with every field that all formats have",
    {
      metric: "Placed Order",
      customer: {
        external_id: "customer-7",
        anonymous_id: "a-1",
        email: "ada@shop.example",
        phone_number: "+15005550006",
        first_name: "Ada",
        last_name: "Lovelace",
        title: "Countess",
        image: "https://images.example/ada.png",
        organization: "Analytical Engines",
        locale: "en-GB",
        location: {
          address1: "12 St James's Square",
          city: "London",
          region: "LDN",
          zip: "SW1Y 4JH",
          country: "UK",
          timezone: "Europe/London",
          ip: "192.0.2.1",
        },
        properties: { plan: "gold", points: 12.5 },
      },
      properties: { Items: [{ SKU: "MUG-1", Price: 9.99 }], revenue: 9.99, currency: "EUR" },
      time: "2026-11-08T00:00:00.123Z",
      value: 9.99,
      value_currency: "EUR",
    },
  ],
  [
    "an event with characters and numbers that are easily lost",
    {
      metric: "Ünïcode 😀",
      customer: { external_id: "7", first_name: "Zoë \u2028" },
      properties: { id: new ExactNumber("12345678901234567890"), text: 'a "b" \\ \u0000 %41', list: [null, [], {}] },
    },
  ],
];

/** The plain event of facts: what every other format must equal. */
function plain({ customer, properties, ...fields }: Facts) {
  return { ...fields, profile: customer, properties: { ...properties, customer }, unique_id: UNIQUE_ID };
}

function klaviyoAttributes({ metric, customer: _, ...fields }: Facts, properties: JsonObject) {
  const named = { data: { type: "metric", attributes: { name: metric } } };
  return { ...fields, properties, unique_id: UNIQUE_ID, metric: named };
}

const klaviyoProfile = ({ customer }: Facts) => ({ data: { type: "profile", attributes: customer } });

function klaviyo(facts: Facts) {
  const attributes = { ...klaviyoAttributes(facts, plain(facts).properties), profile: klaviyoProfile(facts) };
  return { data: { type: "event", attributes } };
}

function klaviyoBulk(facts: Facts) {
  const event = { type: "event", attributes: klaviyoAttributes(facts, plain(facts).properties) };
  const ofProfile = { profile: klaviyoProfile(facts), events: { data: [event] } };
  const data = [{ type: "event-bulk-create", attributes: ofProfile }];
  return { data: { type: "event-bulk-create-job", attributes: { "events-bulk-create": { data } } } };
}

function cloudEventAttributes({ metric, time, value, value_currency }: Facts): Record<string, string> {
  return {
    specversion: "1.0",
    type: metric,
    source: SOURCE,
    id: ID,
    flowhookprofile: "/customer",
    ...(time !== undefined && { time }),
    ...(value !== undefined && { flowhookvalue: "/revenue" }),
    ...(value_currency !== undefined && { flowhookcurrency: value_currency }),
  };
}

const cloudEvent = (facts: Facts) => ({ ...cloudEventAttributes(facts), data: plain(facts).properties });

function cloudEventHeaders(facts: Facts): Record<string, string> {
  const attributes = Object.entries(cloudEventAttributes(facts));
  return Object.fromEntries(attributes.map(([name, value]) => [`ce-${name}`, encodeURIComponent(value)]));
}

function segment(facts: Facts) {
  const { external_id, anonymous_id, email, phone_number, first_name, last_name, image, organization, ...customer } =
    facts.customer;
  const { title, locale, location, properties: custom } = customer as Record<string, JsonObject>;
  const { address1, city, region, zip, country, timezone, ip } = location ?? {};
  const traits = {
    email,
    phone: phone_number,
    firstName: first_name,
    lastName: last_name,
    title,
    avatar: image,
    ...(organization !== undefined && { company: { name: organization } }),
    ...(location && { address: { street: address1, city, state: region, postalCode: zip, country } }),
    ...custom,
  };
  return {
    type: "track",
    event: facts.metric,
    userId: external_id,
    anonymousId: anonymous_id,
    messageId: UNIQUE_ID,
    timestamp: facts.time,
    properties: plain(facts).properties,
    context: { traits, locale, timezone, ip },
  };
}

/** A source whose sender writes the facts in fields with other names. */
const SOURCE_FILE = {
  kind: "api-key",
  mapping: {
    metric: "{{ body.kind }}",
    profile: "{{ body.person }}",
    properties: "{{ body.details }}",
    time: "{{ body.date }}",
    value: "{{ body.amount }}",
    value_currency: "{{ body.currency }}",
    unique_id: "{{ body.id }}",
  },
};

function ofSource(facts: Facts): string {
  const { metric: kind, customer: person, time: date, value: amount, value_currency: currency } = facts;
  return JSON.stringify({ kind, person, date, amount, currency, details: plain(facts).properties, id: UNIQUE_ID });
}

function eventOfSource(facts: Facts): Event {
  const headers = { "content-type": "application/json" };
  const message = { ...ENVELOPE, format: "source", source: "sender", headers, body: ofSource(facts) } as const;
  const parsed = parseMessage(message, new Map([["sender", compiled(SOURCE_FILE)]]), sha256Hex);
  if (parsed.outcome !== "event") throw new Error(JSON.stringify(parsed));
  return parsed.event;
}

interface Format {
  readonly name: string;
  readonly path: string;
  /** @default application/json */
  readonly contentType?: string;
  readonly body: (facts: Facts) => unknown;
  readonly headers?: (facts: Facts) => Record<string, string>;
}

const FORMATS: readonly Format[] = [
  { name: "plain", path: "/events", body: plain },
  { name: "plain, many as a list", path: "/events/bulk", body: (facts) => [plain(facts)] },
  { name: "plain, many as lines", path: "/events/bulk", contentType: "application/x-ndjson", body: plain },
  { name: "Klaviyo", path: "/api/events", body: klaviyo },
  { name: "Klaviyo, many", path: "/api/event-bulk-create-jobs", body: klaviyoBulk },
  ...["/events", "/cloudevents"].flatMap((path): Format[] => [
    { name: `CloudEvents at ${path}, structured`, path, contentType: "application/cloudevents+json", body: cloudEvent },
    {
      name: `CloudEvents at ${path}, batched`,
      path,
      contentType: "application/cloudevents-batch+json",
      body: (facts) => [cloudEvent(facts)],
    },
    {
      name: `CloudEvents at ${path}, binary`,
      path,
      body: (facts) => plain(facts).properties,
      headers: cloudEventHeaders,
    },
  ]),
  { name: "Segment, one", path: "/v1/track", body: segment },
  { name: "Segment, many", path: "/v1/batch", body: (facts) => ({ batch: [segment(facts)] }) },
];

/** The event that ingest parses from a request. */
function eventOf({ path, contentType = "application/json", body, headers }: Format, facts: Facts): Event {
  const sent = headers?.(facts);
  const route = INGEST_ROUTES.find((candidate) => candidate.path === path);
  const read = route?.bodies.find(
    ({ contentTypes, requiredHeaders }) =>
      contentTypes.includes(contentType) && (requiredHeaders === undefined) === (sent === undefined),
  );
  if (read === undefined) throw new Error(`${path} does not take ${contentType}`);
  const text = JSON.stringify(body(facts));
  const split = read.batch?.split(text) ?? { ok: true, events: [{ text }] };
  if (!split.ok) throw new Error(JSON.stringify(split.problems));
  const [part] = split.events;
  const parsed = parseInFormat(read.format, part?.text ?? "", sent);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

describe.each(FACTS)("%s", (_, facts) => {
  const { customer, properties, time, ...fields } = facts;

  const formats = FORMATS.map((format) => ({ name: format.name, read: () => eventOf(format, facts) }));
  const source = { name: "a source", read: () => eventOfSource(facts) };

  it.each([...formats, source])("is the same event in $name", ({ read }) => {
    expect(read()).toEqual({
      ...fields,
      id: eventOf({ name: "plain", path: "/events", body: plain }, facts).id,
      profile: customer,
      properties: { ...properties, customer },
      time: time === undefined ? RECEIVED_AT : Date.parse(time),
      unique_id: UNIQUE_ID,
      received_at: RECEIVED_AT,
    });
  });
});

it("every path that has events has a format in the table", () => {
  const paths = INGEST_ROUTES.map(({ path }) => path);
  const unused = ["identify", "page", "screen", "group", "alias"].map((call) => `/v1/${call}`);
  expect(new Set(FORMATS.map(({ path }) => path))).toEqual(new Set(paths.filter((path) => !unused.includes(path))));
});
