// Which events are the same event: the rules of docs/ingest.md, section "Duplicates".

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH } from "#core/event/limits.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");

let requests = 0;

/** The id of an event that arrives in a new request. */
function idOf(body: unknown, more: Partial<EventMessage> = {}): string {
  const message: EventMessage = {
    v: 1,
    format: "plain",
    request_id: `request-${++requests}`,
    received_at: Date.parse("2026-11-24T09:00:00Z") + requests,
    key_id: `key_${requests}`,
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...more,
  };
  const result = parseEvent(message, sha256Hex);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.event.id;
}

const order = { metric: "Placed Order", profile: { email: "Ada@Customer.example" }, properties: { OrderId: "1" } };
const named = { ...order, unique_id: "order-1", time: "2026-11-24T08:00:00Z" };
const timed = { ...order, value: 12.5, value_currency: "EUR", time: "2026-11-24T08:00:00Z" };
const withProperties = (properties: string, time = timed.time) =>
  `{"metric":"m","profile":{"id":"1"},"time":"${time}","properties":${properties}}`;

describe("with a unique_id, an event is the same event", () => {
  it.each<[string, object]>([
    ["in another request", named],
    ["with other properties", { ...named, properties: {} }],
    ["with another value", { ...named, value: 1, value_currency: "EUR" }],
    ["with another time", { ...named, time: "2026-11-24T08:00:01Z" }],
    ["without a time", { ...named, time: null }],
    ["as a backfill", { ...named, backfill: true }],
    ["if the email differs in case and outer spaces", { ...named, profile: { email: " ada@customer.example" } }],
    ["with another name of the profile", { ...named, profile: { ...named.profile, first_name: "Ada" } }],
  ])("%s", (_, copy) => {
    expect(idOf(copy)).toBe(idOf(named));
  });

  it.each<[string, object]>([
    ["metric", { ...named, metric: "Fulfilled Order" }],
    ["profile", { ...named, profile: { email: "bo@customer.example" } }],
    ["kind of identifier", { ...named, profile: { external_id: "ada@customer.example" } }],
    ["unique_id", { ...named, unique_id: "order-2" }],
  ])("but another event with another %s", (_, other) => {
    expect(idOf(other)).not.toBe(idOf(named));
  });
});

describe("without a unique_id, but with a time, an event is the same event", () => {
  it.each<[string, object]>([
    ["in another request", timed],
    ["at the same instant in another zone", { ...timed, time: "2026-11-24T10:00:00+02:00" }],
    ["at the same instant with a fraction", { ...timed, time: "2026-11-24T08:00:00.000Z" }],
    ["with null as unique_id", { ...timed, unique_id: null }],
    ["as a backfill", { ...timed, backfill: true }],
    ["if the email differs in case", { ...timed, profile: { email: "ada@customer.example" } }],
    ["with another name of the profile", { ...timed, profile: { ...timed.profile, first_name: "Ada" } }],
  ])("%s", (_, copy) => {
    expect(idOf(copy)).toBe(idOf(timed));
  });

  it.each<[string, object]>([
    ["metric", { ...timed, metric: "Fulfilled Order" }],
    ["profile", { ...timed, profile: { email: "bo@customer.example" } }],
    ["kind of identifier", { ...timed, profile: { external_id: "ada@customer.example" } }],
    ["time", { ...timed, time: "2026-11-24T08:00:00.001Z" }],
    ["microsecond", { ...timed, time: "2026-11-24T08:00:00.000001Z" }],
    ["property", { ...timed, properties: { OrderId: "2" } }],
    ["type of a property", { ...timed, properties: { OrderId: 1 } }],
    ["value", { ...timed, value: 12.51 }],
    ["value: none", { ...timed, value: null }],
    ["currency", { ...timed, value_currency: "USD" }],
    ["currency: none", { ...timed, value_currency: undefined }],
    ["unique_id: one", { ...timed, unique_id: "order-1" }],
  ])("but another event with another %s", (_, other) => {
    expect(idOf(other)).not.toBe(idOf(timed));
  });

  it.each([
    ["with its keys in another order", '{"a":1,"b":{"c":1,"d":2}}', '{"b":{"d":2,"c":1},"a":1}'],
    ["with its numbers in another spelling", '{"a":1,"b":12345678901234567890}', '{"a":1.0,"b":1234567890123456789e1}'],
  ])("%s", (_, one, other) => {
    expect(idOf(withProperties(other))).toBe(idOf(withProperties(one)));
  });

  it("without properties and with empty ones", () => {
    expect(idOf({ ...timed, properties: {} })).toBe(idOf({ ...timed, properties: undefined }));
  });

  it("with every digit of a number", () => {
    expect(idOf(withProperties('{"a":12345678901234567890}'))).not.toBe(
      idOf(withProperties('{"a":12345678901234567891}')),
    );
    expect(idOf(withProperties("{}", "2026-11-24T08:00:00.1234567Z"))).not.toBe(
      idOf(withProperties("{}", "2026-11-24T08:00:00.1234568Z")),
    );
    expect(idOf(withProperties("{}", "2026-11-24T08:00:00.1234500Z"))).toBe(
      idOf(withProperties("{}", "2026-11-24T08:00:00.12345Z")),
    );
  });

  it("in Klaviyo's format", () => {
    const { metric, profile, ...attributes } = timed;
    const klaviyo = {
      data: {
        type: "event",
        attributes: {
          ...attributes,
          metric: { data: { type: "metric", attributes: { name: metric } } },
          profile: { data: { type: "profile", attributes: profile } },
        },
      },
    };
    expect(idOf(klaviyo, { format: "klaviyo" })).toBe(idOf(timed));
  });

  it("with properties that nest to the limit", () => {
    const nested = `{"a":${"[".repeat(MAX_DEPTH - 1)}${"]".repeat(MAX_DEPTH - 1)}}`;
    expect(idOf(withProperties(nested))).toBe(idOf(withProperties(nested)));
  });
});

describe("without a unique_id and a time", () => {
  it("each request is a new event", () => {
    expect(idOf(order)).not.toBe(idOf(order));
    expect(idOf({ ...order, time: null })).not.toBe(idOf({ ...order, time: null }));
  });

  it("a message that a queue delivers twice is one event", () => {
    const again = { request_id: "request-once" };
    expect(idOf(order, again)).toBe(idOf({ ...order, properties: {} }, again));
  });
});
