import { describe, expect, test } from "vitest";
import { renderedValue, SCOPE } from "./sample-order.ts";

describe("today is the day of the step", () => {
  // https://help.klaviyo.com/hc/en-us/articles/115005257788
  test.each<[string, string]>([
    ["{% today '%Y-%m-%d' as today %}{{ today }}", "2024-03-01"],
    ['{% today "%d.%m.%y" as day %}on {{ day }}', "on 01.03.24"],
    ["{% today %}", "2024-03-01"],
    ["{% today '%H:%M:%S' %}", "14:05:09"],
    ["{% today as day %}{{ day }}", "2024-03-01"],
  ])("%s", (template, text) => {
    expect(renderedValue(template)).toBe(text);
  });

  test("in the zone of the scope", () => {
    const late = { ...SCOPE, now: Date.UTC(2024, 1, 29, 23, 30), timeZone: "Europe/Vienna" };
    expect(renderedValue("{% today '%Y-%m-%d %H:%M' %}", late)).toBe("2024-03-01 00:30");
    expect(renderedValue("{{ 'now' | date: '%Y-%m-%d %H:%M' }}", late)).toBe("2024-03-01 00:30");
  });
});

describe("for loops over lists and objects", () => {
  test.each<[string, string]>([
    ["{% for t in event.Tags %}{{ t }},{% endfor %}", "sale,kitchen,"],
    ["{% for t in event.Tags reversed %}{{ t }},{% endfor %}", "kitchen,sale,"],
    ["{% for i in (1..4) limit:2 offset:1 %}{{ i }}{% endfor %}", "23"],
    ["{% for i in (1..4) reversed limit:2 %}{{ i }}{% endfor %}", "21"],
    [
      "{% for pair in event.Items.first %}{{ pair[0] }}={{ pair[1] }};{% endfor %}",
      "ProductName=Mug;Quantity=1;ItemPrice=12.5;",
    ],
    ["{% for c in event.OrderId %}<{{ c }}>{% endfor %}", "<A-1001>"],
    ["{% for x in event.Missing %}x{% else %}none{% endfor %}", "none"],
    ["{% for x in event.ItemCount %}x{% else %}none{% endfor %}", "none"],
    ["{% for x in '' %}x{% else %}none{% endfor %}", "none"],
    [
      "{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}!",
      "13!",
    ],
    [
      "{% for i in (1..2) %}{% for j in (1..3) %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}",
      "11 21 ",
    ],
    ["{% for i in (1..3) %}{% endfor %}{% assign i = 9 %}<{{ i }}>{% assign j = i %}", "<9>"],
    ["{% for i in (1..3) %}{{ seen }}{% assign seen = i %}{% endfor %}", "12"],
  ])("%s", (template, text) => {
    expect(renderedValue(template)).toBe(text);
  });

  test.each<[string, string]>([
    ["index", "1 2 3"],
    ["index0", "0 1 2"],
    ["rindex", "3 2 1"],
    ["rindex0", "2 1 0"],
    ["length", "3 3 3"],
    ["first", "true false false"],
    ["last", "false false true"],
    ["counter", "1 2 3"],
    ["counter0", "0 1 2"],
    ["revcounter", "3 2 1"],
    ["revcounter0", "2 1 0"],
    ["next", "  "],
    ["constructor", "  "],
  ])("forloop.%s is %s", (name, texts) => {
    const template = `{% for i in (1..3) %}{{ forloop.${name} }}{% unless forloop.last %} {% endunless %}{% endfor %}`;
    expect(renderedValue(template)).toBe(texts);
  });

  test("forloop.parentloop is the forloop of the outer loop", () => {
    const inner = "{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index }} {% endfor %}";
    expect(renderedValue(`{% for i in (1..2) %}${inner}{% endfor %}`)).toBe("11 12 21 22 ");
  });
});

describe("Liquid's other tags", () => {
  test.each<[string, string]>([
    ["{% if event.ItemCount > 1 and first_name == 'Shah' %}a{% elsif true %}b{% endif %}", "a"],
    ["{% if event.Tags contains 'sale' %}sale{% endif %}", "sale"],
    ["{% if not event.Gift %}bought{% endif %}", "bought"],
    ["{% unless event.Gift %}bought{% endunless %}", "bought"],
    ["{% case event.ItemCount %}{% when 1, 2 %}few{% else %}many{% endcase %}", "few"],
    ["{% assign n = event.ItemCount | times: 2 %}{{ n }}!", "4!"],
    ["{% capture n %}{{ first_name }} {{ last_name }}{% endcapture %}{{ n | upcase }}", "SHAH KARIM"],
    ["{% capture n %}{{ event.Tags }}{% endcapture %}{{ n }}", '["sale","kitchen"]'],
    ["{% for i in (1..3) %}{% cycle 'a', event.OrderId %}{% endfor %}", "aA-1001a"],
    ["{% raw %}{{ event.OrderId }} {% if %}{% endraw %}", "{{ event.OrderId }} {% if %}"],
    ["{% # a note %}x", "x"],
    ["a {%- if true -%} b {%- endif %}", "ab"],
    ["{% liquid assign a = 1\necho a\nif true\necho ' b'\nendif %}", "1 b"],
    ["<{% echo event.Tags %}>", '<["sale","kitchen"]>'],
  ])("%s", (template, text) => {
    expect(renderedValue(template)).toBe(text);
  });
});
