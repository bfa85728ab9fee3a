import { describe, expect, test } from "vitest";
import { parseJson } from "#core/parse-json.ts";
import { bodyFailure, bodyText, renderedValue, scopeOf } from "./sample-order.ts";

describe("a lone output keeps the type of its value", () => {
  test.each<[string, unknown]>([
    ["{{ event.OrderId }}", "A-1001"],
    ["{{ event.ItemCount }}", 2],
    ["{{ event|lookup:'$value' }}", 29.9],
    ["{{ event.Gift }}", false],
    ["{{ event.Tags }}", ["sale", "kitchen"]],
    ["{{ event.Items[0] }}", { ProductName: "Mug", Quantity: 1, ItemPrice: 12.5 }],
    ["{{ event.Items.1.ProductName }}", "Plate"],
    ["{{ event.Items.first.Quantity }}", 1],
    ["{{ event.Tags.size }}", 2],
    ["{{- event.Tags -}}", ["sale", "kitchen"]],
    ["{% echo event.Tags %}", ["sale", "kitchen"]],
    ["{{ event.Missing }}", null],
    ["{{ event.Missing.Deeper.Still }}", null],
    ["{{ nil }}", null],
    ["{{ empty }}", ""],
    ["{{ true }}", true],
    ["{{ 1e308 | times: 1e308 }}", null],
    ["{{ event.Tags | push: nil }}", ["sale", "kitchen", null]],
    ["{{ event.Items | map: 'Quantity' }}", [1, 4]],
    ["{{ event.Items | map: 'Quantity' | sum }}", 5],
    ["{{ event.ItemCount == 2 }}", true],
    ["{{ event[person.first_name] }}", null],
  ])("%s", (template, value) => {
    expect(renderedValue(template)).toEqual(value);
  });
});

describe("a text with more than an output is a text", () => {
  test.each<[string, string]>([
    [" {{ event.ItemCount }}", " 2"],
    ["{{ event.ItemCount }}\n", "2\n"],
    ["{{ event.ItemCount }}{{ event.ItemCount }}", "22"],
    ["{{ first_name }} {{ last_name }}", "Shah Karim"],
    ["Dear {{ person.nickname }}!", "Dear !"],
    ["{{ event.Gift }}, {{ event.ItemCount }}", "false, 2"],
    ["Tags: {{ event.Tags }}", 'Tags: ["sale","kitchen"]'],
    ["{% if event.Gift %}gift{% else %}no gift{% endif %}", "no gift"],
    ["{% if event.ItemCount > 1 %}{{ event.ItemCount }}{% endif %}", "2"],
    ["{% comment %}counted{% endcomment %}{{ event.ItemCount }}", "2"],
    ["{{ 1e308 | times: 1e308 }}!", "!"],
    ["no output: } {", "no output: } {"],
  ])("%s", (template, text) => {
    expect(renderedValue(template)).toBe(text);
  });
});

describe("the rest of a body", () => {
  test("what holds no template is sent as it is", () => {
    const body = { a: 1, b: [true, null, "x", { c: "" }], d: {}, e: [], f: 0.1, g: 1e21, h: "{ }" };
    expect(bodyText(body)).toBe(JSON.stringify(body));
  });

  test("a list may be the whole body", () => {
    expect(bodyText(["{{ event.ItemCount }}", "x"])).toBe('[2,"x"]');
  });

  test("keys are templates too", () => {
    expect(bodyText({ "order {{ event.OrderId }}": 1, "{{ event.ItemCount }}": 2 })).toBe('{"order A-1001":1,"2":2}');
  });

  test("two keys that render to the same text fail the rendering", () => {
    expect(bodyFailure({ id: 1, "{{ event.Key }}": 2 }, scopeOf({ Key: "id" }))).toMatchObject({
      rule: "template-duplicate-key",
      pointer: "/body/{{ event.Key }}",
    });
  });

  test("the same key in two objects is no repetition", () => {
    expect(bodyText([{ "{{ event.OrderId }}": 1 }, { "{{ event.OrderId }}": 2 }])).toBe('[{"A-1001":1},{"A-1001":2}]');
  });

  test.each([null, undefined, "", " \n "])("a body of %j is an empty object", (body) => {
    expect(bodyText(body as null)).toBe("{}");
  });

  test("quotes, line breaks, control characters and half surrogates survive", () => {
    const text = 'a"b\\c\n\u0000\u2028\ud83d\ude00\ud800/';
    const rendered = JSON.parse(bodyText({ lone: "{{ event.T }}", mixed: "<{{ event.T }}>" }, scopeOf({ T: text })));
    expect(rendered).toEqual({ lone: text, mixed: `<${text}>` });
  });

  test("numbers keep every digit that JavaScript keeps", () => {
    const numbers = [0.1, 1e21, -0.000001, 9007199254740991, 1.7976931348623157e308];
    expect(bodyText({ n: "{{ event.N }}" }, scopeOf({ N: numbers }))).toBe(`{"n":${JSON.stringify(numbers)}}`);
    expect(renderedValue("{{ event.N.0 }}/{{ event.N.1 }}", scopeOf({ N: numbers }))).toBe("0.1/1e+21");
  });

  test("numbers keep every digit that a double can't keep", () => {
    const numbers = parseJson("[12345678901234567890, -0.1000000000000000055511151231257827, 1e400]");
    const body = { n: "{{ event.N }}", first: "{{ event.N.0 }}", text: "#{{ event.N.0 }}", own: numbers };
    const list = "[12345678901234567890,-0.1000000000000000055511151231257827,1e400]";
    expect(bodyText(body, scopeOf({ N: numbers }))).toBe(
      `{"n":${list},"first":12345678901234567890,"text":"#12345678901234567890","own":${list}}`,
    );
    expect(bodyText('{"n": {{ event.N }}, "t": "{{ event.N.2 }}"}', scopeOf({ N: numbers }))).toBe(
      `{"n": ${list}, "t": "1e400"}`,
    );
  });

  test("what one value assigns, another does not see", () => {
    const body = { a: "{% assign x = 1 %}{{ x }}", b: "{% if event.x %}{% assign x = 2 %}{% endif %}<{{ x }}>" };
    expect(JSON.parse(bodyText(body))).toEqual({ a: "1", b: "<>" });
  });

  test("a failure names the value and the place in it", () => {
    const body = { list: ["ok", { text: "one\n  {{ 'now' | date: '%Y', event.OrderId }}" }] };
    expect(bodyFailure(body)).toMatchObject({
      rule: "template-render",
      pointer: "/body/list/1/text",
      line: 2,
      column: 3,
    });
  });
});
