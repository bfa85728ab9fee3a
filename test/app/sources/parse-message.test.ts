// The message of a source becomes an event where it is parsed, so it can be sent again after its mapping was corrected.

import { describe, expect, it } from "vitest";
import { parseMessage } from "#app/sources/parse-message.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { compiled, RECEIVED_AT } from "./compiled.ts";

const MESSAGE: EventMessage = {
  v: 1,
  format: "source",
  source: "shop",
  request_id: "r-1",
  received_at: RECEIVED_AT,
  key_id: "source_shop",
  headers: { "content-type": "application/json", "x-topic": "orders/create" },
  body: '{"order":{"id":7,"mail":"ada@shop.example","total":"12.50","at":"2026-11-24T09:00:00Z"}}',
};

const MAPPING = {
  topic: "{{ headers.x-topic }}",
  metrics: { "orders/create": "Placed Order" },
  profile: { email: "{{ body.order.mail }}" },
  properties: "{{ body.order }}",
  time: "{{ body.order.at }}",
  value: "{{ body.order.total }}",
  unique_id: "order-{{ body.order.id }}",
};

function parse(mapping: object, message: Partial<EventMessage> = {}) {
  const source = compiled({ kind: "api-key", mapping: { ...MAPPING, ...mapping } }, "shop");
  return parseMessage({ ...MESSAGE, ...message }, new Map([["shop", source]]), sha256Hex);
}

it("a request is an event, with the same id each time", () => {
  const parsed = parse({});
  expect(parsed).toMatchObject({
    outcome: "event",
    event: {
      metric: "Placed Order",
      profile: { email: "ada@shop.example" },
      properties: { id: 7, mail: "ada@shop.example" },
      time: Date.parse("2026-11-24T09:00:00Z"),
      value: 12.5,
      unique_id: "order-7",
      received_at: RECEIVED_AT,
    },
  });
  expect(parse({}, { request_id: "r-2", received_at: RECEIVED_AT + 1 })).toMatchObject({
    event: { id: parsed.outcome === "event" && parsed.event.id },
  });
});

it("a message in a format is parsed by its format", () => {
  const body = '{"metric":"m","profile":{"email":"a@b.example"}}';
  const { source: _source, headers: _headers, ...message } = MESSAGE;
  const parsed = parseMessage({ ...message, format: "plain", body }, new Map(), sha256Hex);
  expect(parsed).toMatchObject({ outcome: "event", event: { metric: "m" } });
  const refused = parseMessage({ ...message, format: "plain", body: "{" }, new Map(), sha256Hex);
  expect(refused).toMatchObject({ outcome: "refused", problems: [{ rule: "event-not-json" }] });
});

it("a topic without a metric is ignored", () => {
  expect(parse({}, { headers: { "x-topic": "orders/paid" } })).toMatchObject({ outcome: "ignored" });
});

describe("problems", () => {
  it("of a value that the mapping takes unchanged lead to its place in the body", () => {
    expect(parse({ profile: { email: "{{ body.order.mail }}", title: "{{ body.order }}" } })).toMatchObject({
      outcome: "refused",
      problems: [
        {
          rule: "event-invalid",
          pointer: "/order",
          message: "The source's mapping.profile.title: Must be a text, but is an object.",
        },
      ],
    });
  });

  it("inside the properties lead to the place in the body", () => {
    const body = JSON.stringify({ order: { mail: "a@b.example", note: { long: "x".repeat(100_001) } } });
    const parsed = parse({}, { body });
    expect(parsed).toMatchObject({ problems: [{ rule: "event-invalid", pointer: "/order/note/long" }] });
  });

  it("of a text that a template composes name the field of the mapping", () => {
    expect(parse({ value_currency: "{{ body.order.id }} EUR" })).toMatchObject({
      problems: [{ pointer: "", message: expect.stringMatching(/^The source's mapping\.value_currency: /) }],
    });
  });

  it("of a profile without an identifier name the profile", () => {
    expect(parse({ profile: { first_name: "Ada" } })).toMatchObject({
      problems: [{ message: expect.stringMatching(/^The source's mapping\.profile: .*at least one identifier/) }],
    });
  });

  it("of a template name its place in the file", () => {
    const template = "{% for a in body.l %}{% for b in body.l %}x{% endfor %}{% endfor %}";
    const parsed = parse({ unique_id: template }, { body: JSON.stringify({ l: Array(400).fill(0) }) });
    expect(parsed).toMatchObject({
      problems: [
        {
          rule: "event-mapping-failed",
          pointer: "",
          message: expect.stringMatching(
            /^The source's mapping\.unique_id, line 1, column \d+: The loops make more than/,
          ),
        },
      ],
    });
  });

  const BODIES: readonly [string, string, string][] = [
    ["{", "event-not-json", "The body is not JSON"],
    ['{"email":"a@b.example","email":"c@d.example"}', "event-invalid", "The field occurs more than once"],
    ['{"note":"\\ud83d"}', "event-invalid", "half of a surrogate pair"],
    ["", "event-not-json", "The body is not JSON"],
    ["[".repeat(65) + "]".repeat(65), "event-invalid", "nests deeper than 64 levels"],
    ["[".repeat(100_000), "event-invalid", "nests deeper than 64 levels"],
    ["null", "event-invalid", "mapping.profile: The profile needs at least one identifier"],
  ];
  it.each(BODIES)("of the body %.20s are reported", (body, rule, message) => {
    const refused = parse({ properties: {} }, { body });
    expect(refused).toMatchObject({ problems: [{ rule, message: expect.stringContaining(message) }] });
  });

  it("of a source that is not declared are reported", () => {
    expect(parseMessage(MESSAGE, new Map(), sha256Hex)).toMatchObject({
      outcome: "refused",
      problems: [{ rule: "event-source-unknown" }],
    });
  });
});

describe("forms", () => {
  const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "x-topic": "orders/create" };
  const flat = {
    profile: { email: "{{ body.mail }}" },
    properties: "{{ body }}",
    time: null,
    value: "{{ body.total }}",
  };

  it("have their fields as texts", () => {
    expect(parse(flat, { headers: FORM, body: "mail=ada%40shop.example&total=12.5&__proto__=x" })).toMatchObject({
      event: { profile: { email: "ada@shop.example" }, value: 12.5, properties: { mail: "ada@shop.example" } },
    });
  });

  it("with the only field payload have JSON in it", () => {
    const body = `payload=${encodeURIComponent('{"mail":"ada@shop.example","total":3}')}`;
    expect(parse(flat, { headers: FORM, body })).toMatchObject({ event: { value: 3 } });
    expect(parse(flat, { headers: FORM, body: "payload=x" })).toMatchObject({ problems: [{ rule: "event-not-json" }] });
    expect(
      parse({ ...flat, profile: { email: "a@b.example" } }, { headers: FORM, body: "payload=x&b=1" }),
    ).toMatchObject({
      event: { properties: { payload: "x", b: "1" } },
    });
  });
});

it("a message that was refused is an event once its mapping is correct", () => {
  expect(parse({ profile: { email: "{{ body.order.email }}" } }).outcome).toBe("refused");
  expect(parse({}).outcome).toBe("event");
});
