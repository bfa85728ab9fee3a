import { describe, expect, test } from "vitest";
import { pathText } from "#templates/dialect/dialect.ts";
import { compiled } from "./sample-order.ts";

function variables(template: string): string[] {
  return compiled({ body: [template] }).variables.map(({ path }) => pathText(path));
}

describe("the variables of a template are known before rendering", () => {
  test.each<[string, string[]]>([
    ["{{ event.OrderId }}", ["event.OrderId"]],
    ["{{ first_name }} {{ person.last_name }}", ["first_name", "person.last_name"]],
    ["{{ event|lookup:'$value' }}", ["event['$value']"]],
    ["{{ event|lookup:'Coupon Codes'|lookup:'0'|upcase }}", ["event['Coupon Codes'].0"]],
    ["{{ event.Items[0].Name }}", ["event.Items[0].Name"]],
    ["{{ event.Items[person.index].Name }}", ["event.Items[].Name", "person.index"]],
    ["{{ event['a b'] }}", ["event['a b']"]],
    ["{{ event.a | default: event.b }}", ["event.a", "event.b"]],
    ["{{ event.a | default: event.b, allow_false: event.c }}", ["event.a", "event.b", "event.c"]],
    [
      "{% if event.a == event.b and event.c %}{{ event.d }}{% elsif event.e %}{% else %}{{ event.f }}{% endif %}",
      ["event.a", "event.b", "event.c", "event.e", "event.d", "event.f"],
    ],
    [
      "{% for i in event.Items limit:event.n %}{{ i.Name }}{{ i }}{{ forloop.index }}{% endfor %}",
      ["event.Items", "event.n", "event.Items[].Name", "event.Items[]"],
    ],
    [
      "{% for i in event.Items %}{% for j in i.Parts %}{{ j.Name }}{% endfor %}{% endfor %}",
      ["event.Items", "event.Items[].Parts", "event.Items[].Parts[].Name"],
    ],
    ["{% assign a = event|lookup:'Ship To' %}{{ a.City }}", ["event['Ship To']", "event['Ship To'].City"]],
    ["{% assign a = event.b | upcase %}{{ a }}", ["event.b"]],
    ["{% assign a = event.b %}{% capture a %}{{ a.c }}{% endcapture %}{{ a.d }}", ["event.b", "event.b.c"]],
    ["{% for i in (event.from..event.to) %}{{ i }}{% endfor %}", ["event.from", "event.to"]],
    ["{% case event.a %}{% when event.b %}{{ event.c }}{% endcase %}", ["event.a", "event.b", "event.c"]],
    ["{% cycle event.a, event.b %}", ["event.a", "event.b"]],
    // Through filters that return items of a list, or one of them.
    ["{% for i in event.Items|slice:':3' %}{{ i.Name }}{% endfor %}", ["event.Items", "event.Items[].Name"]],
    [
      "{% for i in event.Items|dictsort:'Price'|reverse %}{{ i.Name }}{% endfor %}",
      ["event.Items", "event.Items[].Price", "event.Items[].Name"],
    ],
    [
      "{% assign cheap = event|lookup:'Items'|where:'Price', 1 %}{% for i in cheap %}{{ i.Name }}{% endfor %}",
      ["event.Items", "event.Items[].Price", "event.Items", "event.Items[].Name"],
    ],
    ["{{ event.Items|first|lookup:'Name'|upper }}", ["event.Items[].Name"]],
    ["{% with event.Items|last as item %}{{ item.Name }}{% endwith %}", ["event.Items", "event.Items[].Name"]],
    ["{{ event.Items|first }}", ["event.Items"]],
    ["{{ event.Items|map:'a.b'|join:',' }}", ["event.Items", "event.Items[].a.b"]],
    ["{{ event.Items|map:event.Key|sum:'x' }}", ["event.Items", "event.Key"]],
    ["{{ event.Items|default:event.More|map:'x' }}", ["event.Items", "event.More"]],
    ["{{ event.Items|sum:'Price' }}{{ event.Items|sum }}", ["event.Items", "event.Items[].Price", "event.Items"]],
    ["{% for i in event.Text|split:',' %}{{ i.x }}{% endfor %}", ["event.Text"]],
    ["{% for i in event.A|concat:event.B %}{{ i.x }}{% endfor %}", ["event.A", "event.B"]],
    ["{% for p in event.Bag.items %}{{ p.0 }}{% endfor %}", ["event.Bag", "event.Bag.items", "event.Bag.items[].0"]],
    ["{% raw %}{{ event.a }}{% endraw %}{% comment %}{{ event.b }}{% endcomment %}{% today %}", []],
  ])("%s", (template, paths) => {
    expect(variables(template)).toEqual(paths);
  });

  test("each has its position in the message", () => {
    const template = compiled({
      url: "https://api.example.com/{{ event.Id }}",
      headers: { "X-A": "{{ secrets.a }}{{ email }}" },
      body: { to: { "{{ event.Key }}": "one\n {{ first_name|title }}" } },
    });
    expect(template.variables).toMatchObject([
      { path: ["event", "Id"], pointer: "/url", line: 1, column: 28 },
      { path: ["email"], pointer: "/headers/X-A", line: 1, column: 19 },
      { path: ["event", "Key"], pointer: "/body/to/{{ event.Key }}", line: 1, column: 4 },
      { path: ["first_name"], pointer: "/body/to/{{ event.Key }}", line: 2, column: 5 },
    ]);
  });
});

/** The variables of a template with the conditions around them. */
function conditions(template: string): string[] {
  return compiled({ body: [template] }).variables.map((found) =>
    [pathText(found.path), ...found.conditions].join(" | "),
  );
}

describe("the conditions around a variable are known", () => {
  test.each<[string, string[]]>([
    ["{{ event.a }}", ["event.a"]],
    ["{% if event.a %}{{ event.b }}{% endif %}", ["event.a", "event.b | {% if event.a %}"]],
    [
      "{% if event.a %}{{ event.b }}{% elif event.c %}{{ event.d }}{%- else -%}{{ event.e }}{% endif %}",
      [
        "event.a",
        "event.c",
        "event.b | {% if event.a %}",
        "event.d | {% if event.a %} {% elif event.c %}",
        "event.e | {% if event.a %} {%- else -%}",
      ],
    ],
    [
      "{% unless event.a %}{% for i in event.L %}{% if i.x %}{{ i.y }}{% endif %}{% endfor %}{% endunless %}{{ event.z }}",
      [
        "event.a",
        "event.L | {% unless event.a %}",
        "event.L[].x | {% unless event.a %}",
        "event.L[].y | {% unless event.a %} | {% if i.x %}",
        "event.z",
      ],
    ],
    [
      "{% case event.a %}{% when 1 %}{{ event.b }}{% else %}{{ event.c }}{% endcase %}",
      ["event.a", "event.b | {% case event.a %} {% when 1 %}", "event.c | {% case event.a %} {% else %}"],
    ],
    ["{% with event.a as x %}{{ x.b }}{% endwith %}", ["event.a", "event.a.b"]],
  ])("%s", (template, found) => {
    expect(conditions(template)).toEqual(found);
  });
});

/** The variables of a template with their guards, as "variable | guard, guard". */
function counted(template: string): string[] {
  return compiled({ body: [template] }).variables.map(({ path, guards }) =>
    [pathText(path), guards.map(pathText).join(", ")].filter((part) => part !== "").join(" | "),
  );
}

describe("a variable that may be absent is distinguished from one that is needed", () => {
  test.each<[string, string[]]>([
    ["{{ event.A }}", ["event.A"]],
    ["{{ event.A | default: event.B }}", ["event.A | event.A", "event.B"]],
    ["{{ event|lookup:'a b'|upcase|default:'x' }}", ["event['a b'] | event['a b']"]],
    ["{% assign a = event.A | default: 'x' %}{{ a }}", ["event.A | event.A"]],
    [
      "{% if event.A and event.B == 1 %}{{ event.A.C }}{% else %}{{ event.D }}{% endif %}{{ event.A }}",
      [
        "event.A | event.A, event.B",
        "event.B | event.A, event.B",
        "event.A.C | event.A, event.B",
        "event.D | event.A, event.B",
        "event.A",
      ],
    ],
    ["{% unless event.A %}{{ event.B }}{% endunless %}", ["event.A | event.A", "event.B | event.A"]],
    [
      "{% if event.A %}{% elsif event.B %}{{ event.B }}{% endif %}",
      ["event.A | event.A, event.B", "event.B | event.A, event.B", "event.B | event.A, event.B"],
    ],
    [
      "{% case event.A %}{% when 'x' %}{{ event.A }}{% endcase %}{{ event.A }}",
      ["event.A | event.A", "event.A | event.A", "event.A"],
    ],
    [
      "{% for i in event.Items %}{% if i.Name %}{{ i.Name }}{% endif %}{{ i.SKU }}{% endfor %}",
      [
        "event.Items",
        "event.Items[].Name | event.Items[].Name",
        "event.Items[].Name | event.Items[].Name",
        "event.Items[].SKU",
      ],
    ],
    [
      "{% if event.A %}{% if event.B %}{{ event.C }}{% endif %}{{ event.D }}{% endif %}",
      ["event.A | event.A", "event.B | event.A, event.B", "event.C | event.A, event.B", "event.D | event.A"],
    ],
    ["{% assign a = event.A %}{% if a %}{{ a.B }}{% endif %}", ["event.A", "event.A | event.A", "event.A.B | event.A"]],
    ["{% if 1 == 1 %}{{ event.A }}{% endif %}", ["event.A"]],
    ["{{ event.A|where:'x', 1|map:'y' }}", ["event.A", "event.A[].x | event.A[].x", "event.A[].y"]],
    [
      "{% for x in event.A.values %}{{ x.y }}{% endfor %}",
      ["event.A | event.A.values", "event.A.values | event.A.values", "event.A.values[].y | event.A.values"],
    ],
  ])("%s", (template, expected) => {
    expect(counted(template)).toEqual(expected);
  });
});
