import { describe, expect, test } from "vitest";
import { parseJson } from "#core/parse-json.ts";
import { bodyFailure, bodyText, renderedValue, scopeOf } from "./sample-order.ts";

function sampleItems() {
  return [
    { ProductName: "Mug", Quantity: 1, ItemPrice: 12.5 },
    { ProductName: "Plate", Quantity: 4, ItemPrice: 4.35 },
  ];
}

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
    ["{# what was bought #}{{ event.Tags }}", ["sale", "kitchen"]],
    ["{{ event.ItemCount }}{# pieces #}", 2],
    [" {{- event.ItemCount -}}\n", 2],
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

describe("a text with more than one output is a text", () => {
  test.each<[string, string]>([
    [" {{ event.ItemCount }}", " 2"],
    ["{# pieces #} {{ event.ItemCount }}", " 2"],
    ["{{ event.ItemCount -}} !", "2!"],
    ["{{ event.ItemCount }}\n", "2\n"],
    ["{{ event.ItemCount }}{{ event.ItemCount }}", "22"],
    ["{{ first_name }} {{ last_name }}", "Shah Karim"],
    ["Dear {{ person.nickname }}!", "Dear !"],
    ["{{ event.Gift }}, {{ event.ItemCount }}", "false, 2"],
    ["Tags: {{ event.Tags }}", 'Tags: ["sale","kitchen"]'],
    ["{% if event.Gift %}gift{% else %}no gift{% endif %}", "no gift"],
    ["{% if event.ItemCount > 1 %}{{ event.ItemCount }}{% endif %} ", "2 "],
    ["{% if event.ItemCount > 1 %}{{ event.ItemCount }} {% endif %}", "2 "],
    ["#{% if event.ItemCount > 1 %}{{ event.ItemCount }}{% endif %}", "#2"],
    ["{% if event.Gift %}{{ event.ItemCount }}{% endif %}{{ event.ItemCount }}", "2"],
    ["{% for i in event.Items %}{{ i.Quantity }}{% endfor %}", "14"],
    ["{% for i in event.None %}{{ i.Quantity }}{% endfor %}", ""],
    ["{% spaceless %}{{ event.ItemCount }}{% endspaceless %}", "2"],
    ["{% comment %}nothing{% endcomment %}", ""],
    ["{# nothing #}", ""],
    ["{% if event.Gift %}{% endif %}", ""],
    ["{% assign x = 1 %}", ""],
    ["{{ 1e308 | times: 1e308 }}!", "!"],
    ["no output: } {", "no output: } {"],
  ])("%s", (template, text) => {
    expect(renderedValue(template)).toBe(text);
  });
});

describe("a text in which tags produce one value is that value", () => {
  test.each<[string, unknown]>([
    ["{% if event.ItemCount > 1 %}{{ event.ItemCount }}{% endif %}", 2],
    ["{% if event.Gift %}gift{% else %}{{ event.Items }}{% endif %}", sampleItems()],
    ["{% if event.Gift %}{{ event.Items }}{% elif event.Tags %}{{ event.Tags }}{% endif %}", ["sale", "kitchen"]],
    ["{% unless event.Gift %}{{ event.Gift }}{% endunless %}", false],
    ["{% case event.ItemCount %}{% when 2 %}{{ event.Tags }}{% else %}none{% endcase %}", ["sale", "kitchen"]],
    ["{% with event.Items.0 as item %}{{ item.ItemPrice }}{% endwith %}", 12.5],
    ["{% if event.Tags %}{% if event.Gift %}a{% else %}{{ event.ItemCount }}{% endif %}{% endif %}", 2],
    ["{% if event.Tags %}{{ event.Missing }}{% endif %}", null],
    ["{% assign count = event.ItemCount | plus: 1 %}{{ count }}", 3],
    ["{% comment %}counted{% endcomment %}{{ event.ItemCount }}", 2],
    ["{% firstof event.Missing event.ItemCount %}", 2],
    ["{% autoescape off %}{{ event.Gift }}{% endautoescape %}", false],
    // Lines of a block in YAML.
    ["{% if event.Tags %}\n  {{ event.ItemCount }}\n{% endif %}\n", 2],
    ["{% assign x = 1 %}\n{% if x %}\n  {% if event.Gift %}a{% endif %}\n  {{ x }}\n{% endif %}", "\n  \n  1\n"],
    ["{% if event.Tags %}text{% endif %}", "text"],
  ])("%s", (template, value) => {
    expect(JSON.parse(bodyText({ v: template, last: 1 }))).toEqual({ v: value, last: 1 });
    expect(JSON.parse(bodyText([1, template]))).toEqual([1, value]);
  });

  test.each([
    "{% if event.Gift %}gift{% endif %}",
    "{% if event.Gift %}{{ event.Items }}{% endif %}",
    "{% unless event.Tags %}{{ event.Items }}{% endunless %}",
    "{% if event.Tags %}{% if event.Gift %}{{ event.Items }}{% endif %}{% endif %}",
    "{% case event.ItemCount %}{% when 3 %}three{% endcase %}",
    "{% with event.Gift as gift %}{% if gift %}gift{% endif %}{% endwith %}\n",
  ])("and is left out if they produce nothing: %s", (template) => {
    expect(bodyText({ v: template })).toBe("{}");
    expect(bodyText({ a: 1, v: template, b: 2 })).toBe('{"a":1,"b":2}');
    expect(bodyText({ v: template, b: 2 })).toBe('{"b":2}');
    expect(bodyText([template, 1, template])).toBe("[1]");
    expect(bodyText([template])).toBe("[]");
  });

  test("a key that is left out may be repeated", () => {
    expect(bodyText({ id: "{% if event.Gift %}1{% endif %}", "{{ event.Key }}": 2 }, scopeOf({ Key: "id" }))).toBe(
      '{"id":2}',
    );
  });
});

describe("a loop in brackets produces a list", () => {
  const scope = scopeOf({
    Items: [{ Name: "Mug", Q: 1 }, { Name: 'Plate "10"', Q: 4 }, { Name: null }],
    Answers: { Delivery: 2, "Would you?": false },
    None: [],
  });

  test.each<[string, unknown]>([
    ["[{% for i in event.Items %}{{ i.Name }}{% endfor %}]", ["Mug", 'Plate "10"', null]],
    ["[{% for i in event.Items %}{% if i.Q %}{{ i.Q }}{% endif %}{% endfor %}]", [1, 4]],
    ["[{% for i in event.Items %}{% if i.Q > 1 %}{% break %}{% endif %}{{ i.Q }}{% endfor %}]", [1]],
    ["[\n  {% for i in event.Items %}\n    {{ i.Q }}\n  {% endfor %}\n]\n", [1, 4, null]],
    ["[{% for i in event.None %}{{ i }}{% endfor %}]", []],
    [
      "[{% for i in event.None %}{{ i }}{% empty %}{{ event.Answers }}{% endfor %}]",
      [{ Delivery: 2, "Would you?": false }],
    ],
    ["[{% for i in event.Items %}{% for j in event.Items limit:1 %}{{ j.Q }}{% endfor %}{% endfor %}]", "fails"],
    [
      "[{% for i in event.Items %}{{ i.Q }}{% endfor %}{% for i in event.Items %}{{ i.Name }}{% endfor %}]",
      [1, 4, null, "Mug", 'Plate "10"', null],
    ],
    ["[{% for i in event.Items %}{{ i.Name }},{% endfor %}]", ["Mug", 'Plate "10"', null]],
    [
      '[{% for i in event.Items %}{ "name": "{{ i.Name }}", "q": {{ i.Q }} },{% endfor %}]',
      [
        { name: "Mug", q: 1 },
        { name: 'Plate "10"', q: 4 },
        { name: "", q: null },
      ],
    ],
    [
      '[{% for i in event.Items %}"{{ i.Name }}"{% if not forloop.last %}, {% endif %}{% endfor %}]',
      ["Mug", 'Plate "10"', ""],
    ],
    ['{ {% for k, v in event.Answers.items %}"{{ k }}": {{ v }},{% endfor %} }', { Delivery: 2, "Would you?": false }],
    ["{% if event.None %}x{% else %}[{% for i in event.Items %}{{ i.Q }}{% endfor %}]{% endif %}", "[14]"],
    ["[{{ event.None }}]", "[[]]"],
    ["{ {% for i in event.Items %}{{ i.Q }}{% endfor %} }", "fails"],
    ["Tags: [{% for i in event.Items %}{{ i.Q }}{% endfor %}]", "Tags: [14]"],
  ])("%s", (template, value) => {
    if (value === "fails")
      expect(bodyFailure({ v: template }, scope)).toMatchObject({ rule: "template-json", pointer: "/body/v" });
    else expect(JSON.parse(bodyText({ v: template }, scope))).toEqual({ v: value });
  });

  test("a failure inside it has a position", () => {
    expect(bodyFailure({ v: '[{% for i in event.Items %}\n{ "q" {{ i.Q }} },{% endfor %}]' }, scope)).toMatchObject({
      rule: "template-json",
      pointer: "/body/v",
      line: 2,
      column: 7,
    });
  });

  test("a list has the limit of a body", () => {
    const large = scopeOf({ T: "x".repeat(1_000) });
    expect(bodyFailure({ v: "[{% for i in (1..300) %}{{ event.T }}{% endfor %}]" }, large)).toMatchObject({
      rule: "template-limit-size",
      pointer: "/body/v",
      line: 1,
    });
  });
});

describe("the rest of a body", () => {
  test("text without a template is sent unchanged", () => {
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

  test("two objects may have the same key", () => {
    expect(bodyText([{ "{{ event.OrderId }}": 1 }, { "{{ event.OrderId }}": 2 }])).toBe('[{"A-1001":1},{"A-1001":2}]');
  });

  test.each([null, undefined, "", " \n "])("a body of %j is an empty object", (body) => {
    expect(bodyText(body as null)).toBe("{}");
  });

  test("quotes, line breaks, control characters and lone surrogates are kept", () => {
    const text = 'a"b\\c\n\u0000\u2028\ud83d\ude00\ud800/';
    const rendered = JSON.parse(bodyText({ lone: "{{ event.T }}", mixed: "<{{ event.T }}>" }, scopeOf({ T: text })));
    expect(rendered).toEqual({ lone: text, mixed: `<${text}>` });
  });

  test("numbers keep all digits of a double", () => {
    const numbers = [0.1, 1e21, -0.000001, 9007199254740991, 1.7976931348623157e308];
    expect(bodyText({ n: "{{ event.N }}" }, scopeOf({ N: numbers }))).toBe(`{"n":${JSON.stringify(numbers)}}`);
    expect(renderedValue("{{ event.N.0 }}/{{ event.N.1 }}", scopeOf({ N: numbers }))).toBe("0.1/1e+21");
  });

  test("numbers keep the digits that a double can't hold", () => {
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

  test("a name that one value assigns is unknown to the others", () => {
    const body = { a: "{% assign x = 1 %}{{ x }}", b: "{% if event.x %}{% assign x = 2 %}{% endif %}<{{ x }}>" };
    expect(JSON.parse(bodyText(body))).toEqual({ a: 1, b: "<>" });
    const value = { a: "{% assign x = 1 %}{{ x }}", b: "{% if event.x %}{% assign x = 2 %}{% endif %}{{ x }}" };
    expect(JSON.parse(bodyText(value))).toEqual({ a: 1, b: null });
  });

  test("a failure names the value and the position in it", () => {
    const body = { list: ["ok", { text: "one\n  {{ 'now' | date: '%Y', event.OrderId }}" }] };
    expect(bodyFailure(body)).toMatchObject({
      rule: "template-render",
      pointer: "/body/list/1/text",
      line: 2,
      column: 3,
    });
  });
});
