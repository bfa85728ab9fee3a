// A mapping makes the values of an event of a request; the values keep their types.

import { describe, expect, it } from "vitest";
import { compileSource } from "#app/sources/runnable-source.ts";
import type { JsonValue } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { checkSource } from "#core/sources/check-source.ts";
import { compiled, mapped, valuesOf } from "./compiled.ts";

/** A source with ingest keys whose mapping has these fields. */
function keyed(mapping: object) {
  return { kind: "api-key", mapping: { metric: "Placed Order", profile: { email: "a@shop.example" }, ...mapping } };
}

const BODY = {
  id: 7,
  number: 12.5,
  text: "409.94",
  nothing: null,
  blank: " ",
  list: [1, { a: null }],
  flag: false,
  nested: { deep: { e: "é" } },
};

describe("the type of a value", () => {
  const ROWS: readonly [string, JsonValue][] = [
    ["{{ body.number }}", 12.5],
    ["{{ body.text }}", "409.94"],
    ["{{ body.nothing }}", null],
    ["{{ body.missing }}", null],
    ["{{ body.list }}", [1, { a: null }]],
    ["{{ body.flag }}", false],
    ["{{ body.nested }}", { deep: { e: "é" } }],
    ["{{ body.text|upcase }}", "409.94"],
    ["{{ body.number|times:2 }}", 25],
    ["n {{ body.number }}", "n 12.5"],
    ["{% if body.flag %}1{% else %}{{ body.list }}{% endif %}", [1, { a: null }]],
    ["{{ headers.x-shop }}", "candles"],
    ["plain", "plain"],
  ];
  it.each(ROWS)("%s gives %j", (template, value) => {
    const values = valuesOf(keyed({ properties: { it: template } }), BODY, { "x-shop": "candles" });
    expect(values["properties"]).toEqual({ it: value });
  });

  it("numbers with many digits are kept", () => {
    const body = parseJson('{"id": 12345678901234567890, "total": 1e400}');
    const values = valuesOf(keyed({ unique_id: "{{ body.id }}" }), body);
    expect(values["unique_id"]).toBe("12345678901234567890");
    expect(JSON.stringify(values["properties"])).toBe('{"id":12345678901234567890,"total":1e400}');
  });
});

describe("the fields of an event", () => {
  it("properties are the whole body unless the mapping says otherwise", () => {
    expect(valuesOf(keyed({}), BODY)["properties"]).toEqual(BODY);
  });

  it("a number becomes a text where the event has a text", () => {
    const mapping = { profile: { external_id: "{{ body.id }}", location: { zip: "{{ body.number }}" } } };
    expect(valuesOf(keyed(mapping), BODY)["profile"]).toEqual({ external_id: "7", location: { zip: "12.5" } });
  });

  it("blank texts and null are absent", () => {
    const mapping = {
      unique_id: "{{ body.blank }}",
      value: "{{ body.nothing }}",
      profile: { email: "a@b.example", first_name: "{{ body.missing }}", location: { city: "{{ body.blank }}" } },
    };
    const { properties, ...values } = valuesOf(keyed(mapping), BODY);
    expect(values).toEqual({ metric: "Placed Order", profile: { email: "a@b.example", location: {} } });
  });

  const VALUES: readonly [JsonValue, JsonValue | undefined][] = [
    ["409.94", 409.94],
    [" 7 ", 7],
    [12.5, 12.5],
    ["-3", -3],
    ["", undefined],
    ["12,5", "12,5"],
    ["1e3", "1e3"],
    ["0x10", "0x10"],
    ["123456789012345.123456789", "123456789012345.123456789"],
  ];
  it.each(VALUES)("the value %j is %j", (given, value) => {
    expect(valuesOf(keyed({ value: "{{ body.v }}" }), { v: given })["value"]).toBe(value);
  });

  const TIMES: readonly [JsonValue, JsonValue][] = [
    [1_764_000_000, "2025-11-24T16:00:00.000Z"],
    ["1764000000", "2025-11-24T16:00:00.000Z"],
    [1_764_000_000_123, "2025-11-24T16:00:00.123Z"],
    [1_764_000_000.9, "2025-11-24T16:00:00.000Z"],
    ["2026-11-24T09:30:00+01:00", "2026-11-24T09:30:00+01:00"],
    ["yesterday", "yesterday"],
    [-1, -1],
  ];
  it.each(TIMES)("the time %j is %j", (given, time) => {
    expect(valuesOf(keyed({ time: "{{ body.t }}" }), { t: given })["time"]).toBe(time);
  });

  it("a currency is written in capitals", () => {
    expect(valuesOf(keyed({ value_currency: "{{ body.c }}" }), { c: "eur" })["value_currency"]).toBe("EUR");
  });

  it("a profile may be one template", () => {
    const values = valuesOf(keyed({ profile: "{{ body.person }}" }), { person: { email: "a@b.example", title: null } });
    expect(values["profile"]).toEqual({ email: "a@b.example" });
  });
});

describe("requests that make no event", () => {
  const TABLE = { topic: "{{ body.type }}", metrics: { a: "Metric A", b: null }, metric: "{{ body.metric }}" };
  const ROWS: readonly [string, JsonValue, string][] = [
    ["a topic in the table", { type: "a" }, "Metric A"],
    ["a topic that the table leaves out", { type: "b", metric: "M" }, 'The topic "b" has no metric.'],
    ["another topic with a metric", { type: "c", metric: "M" }, "M"],
    ["another topic without a metric", { type: "c" }, 'The topic "c" has no metric.'],
    ["no topic", {}, "The request has no topic."],
    ["a topic named like a property of objects", { type: "constructor" }, 'The topic "constructor" has no metric.'],
  ];
  it.each(ROWS)("%s", (_name, body, result) => {
    const found = mapped(keyed(TABLE), body);
    expect(found.outcome === "event" ? found.values["metric"] : found.outcome === "ignored" && found.reason).toBe(
      result,
    );
  });

  const CONDITIONS: readonly [JsonValue, string][] = [
    [true, "event"],
    ["yes", "event"],
    [1, "event"],
    [[], "event"],
    [false, "ignored"],
    ["false", "ignored"],
    [0, "ignored"],
    [null, "ignored"],
    ["", "ignored"],
    [" ", "ignored"],
  ];
  it.each(CONDITIONS)("a request whose condition gives %j is an outcome of kind %s", (live, outcome) => {
    expect(mapped(keyed({ when: "{{ body.live }}" }), { live }).outcome).toBe(outcome);
  });

  it("a mapping is not rendered for a request that makes no event", () => {
    const mapping = { when: "{{ body.live }}", value: "{{ body.x|times:body.y|date:body.z }}" };
    expect(mapped(keyed(mapping), { live: false }).outcome).toBe("ignored");
  });
});

it("a template that fails names its place in the mapping", () => {
  const loop = "{% for a in body.list %}{% for b in body.list %}x{% endfor %}{% endfor %}";
  const result = mapped(keyed({ properties: { deep: `\n ${loop}` } }), { list: Array(400).fill(0) });
  expect(result).toMatchObject({
    outcome: "failed",
    problem: { rule: "template-limit-loops", pointer: "/mapping/properties/deep", line: 2 },
  });
});

it("an event that is longer than a message may be fails", () => {
  const mapping = { properties: { a: "{{ body.a }}", b: "{{ body.a }}", c: "{{ body.a }}" } };
  const result = mapped(keyed(mapping), { a: "x".repeat(200_000) });
  expect(result).toMatchObject({ outcome: "failed", problem: { rule: "template-limit-size" } });
});

it("only headers that the mapping reads, and the content type, are kept", () => {
  const source = compiled(keyed({ topic: "{{ headers.x-topic }}", unique_id: "{{ headers['x-id'] }}" }));
  expect([...source.headers].sort()).toEqual(["content-type", "x-id", "x-topic"]);
});

const REFUSED: readonly [string, string, string, string][] = [
  ["{{ bdy.id }}", "/mapping/unique_id", "template-unknown-variable", 'Did you mean "body"?'],
  ["{{ event.id }}", "/mapping/unique_id", "template-unknown-variable", "The content of the request is under body"],
  ["{{ headers[body.name] }}", "/mapping/unique_id", "template-request-header", "literal name"],
  ["{{ headers }}", "/mapping/unique_id", "template-request-header", "literal name"],
  ["{{ headers.X-Topic }}", "/mapping/unique_id", "template-request-header", "headers.x-topic"],
  ["{{ headers.authorization }}", "/mapping/unique_id", "template-request-header", "may hold a secret"],
  ["{{ headers.stripe-signature }}", "/mapping/unique_id", "template-request-header", "may hold a secret"],
  ["{{ headers.x-shopify-hmac-sha256 }}", "/mapping/unique_id", "template-request-header", "may hold a secret"],
  ["{% assign h = headers %}{{ h.cookie }}", "/mapping/unique_id", "template-request-header", "literal name"],
  ["{{ secrets.crm }}", "/mapping/unique_id", "template-unknown-variable", "no variable"],
  ["{{ body.list|random }}", "/mapping/unique_id", "template-not-available", "not available"],
  ["{{ body.x", "/mapping/unique_id", "template-syntax", ""],
];
it.each(REFUSED)("the template %s is refused", (template, pointer, rule, message) => {
  const checked = checkSource("sender", keyed({ unique_id: template }));
  const problems = checked.ok ? problemsOf(checked.source) : [];
  expect(problems[0]).toMatchObject({ rule, pointer, message: expect.stringContaining(message) });
});

function problemsOf(source: Parameters<typeof compileSource>[0]) {
  const result = compileSource(source);
  return result.ok ? [] : result.problems;
}
