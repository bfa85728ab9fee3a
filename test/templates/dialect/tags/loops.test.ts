import { describe, expect, test } from "vitest";
import { exactNumber } from "#core/exact-number.ts";
import { findingsOf, render } from "../render.ts";

describe("a loop over an object works as in Django and Liquid", () => {
  const variables = {
    o: { b: 1, a: 2 },
    own: { items: ["x"], keys: "k" },
    pairs: [
      ["a", 1],
      ["b", 2],
    ],
    id: exactNumber("12345678901234567890"),
  };

  test.each<[string, string]>([
    // One name: keys, as in Django.
    ["{% for k in o %}{{ k }} {% endfor %}", "b a "],
    ["{% for k in o %}{{ k|upper }}{% endfor %}", "BA"],
    // Read as a pair: pairs, as in Liquid.
    ["{% for p in o %}{{ p[0] }}={{ p[1] }} {% endfor %}", "b=1 a=2 "],
    ["{% for p in o %}{{ p.first }}={{ p.last }} {% endfor %}", "b=1 a=2 "],
    ["{% for p in o %}{{ p | join: '=' }} {% endfor %}", "b=1 a=2 "],
    ["{% for p in o %}{{ p | last }}{% endfor %}", "12"],
    ["{% for p in o %}{% if p[1] > 1 %}{{ p[0] }}{% endif %}{% endfor %}", "a"],
    ["{% for p in o %}{% assign k = p[0] %}{{ k }}{% endfor %}", "ba"],
    // Two names, or items: pairs.
    ["{% for k, v in o %}{{ k }}={{ v }} {% endfor %}", "b=1 a=2 "],
    ["{% for k, v in o.items %}{{ k }}={{ v }} {% endfor %}", "b=1 a=2 "],
    ["{% for p in o.items %}{{ p }}{% endfor %}", '["b",1]["a",2]'],
    ["{% for k in o.keys %}{{ k }}{% endfor %}", "ba"],
    ["{% for v in o.values %}{{ v }}{% endfor %}", "12"],
    ["{% for k, v in o.items reversed %}{{ k }}{% endfor %}", "ab"],
    ["{% for k, v in pairs %}{{ k }}{{ v }}{% endfor %}", "a1b2"],
    ["{% for k, v in o.items %}{{ forloop.counter }}{% endfor %}", "12"],
    // A property of that name takes precedence.
    ["{% for i in own.items %}{{ i }}{% endfor %}", "x"],
    ["{% for i in own.keys %}{{ i }}{% endfor %}", "k"],
    ["{% for i in own.values %}{{ i }}{% endfor %}", '["x"]k'],
    ["{% for i in o.items.items %}{{ i }}{% empty %}none{% endfor %}", "none"],
    ["{% for i in missing.items %}{{ i }}{% empty %}none{% endfor %}", "none"],
    ["{% for i in id %}{{ i }}{% empty %}none{% endfor %}", "none"],
  ])("%s", (template, text) => {
    expect(render(template, variables)).toBe(text);
  });

  test("with two names, items means the entries of the object", () => {
    expect(findingsOf("{% for k, v in nope.items %}{% endfor %}", variables)).toEqual([
      "15 template-unknown-variable There is no variable nope.",
    ]);
  });

  test.each([
    ["{% for a, b in o.keys %}{% endfor %}", "not a list"],
    ["{% for a, b, c in pairs %}{% endfor %}", "a list of 2"],
    ["{% for a, b in pairs|first %}{% endfor %}", "not a list"],
  ])("%s has more names than its items have parts", (template, found) => {
    expect(() => render(template, variables)).toThrow(
      expect.objectContaining({
        offset: 0,
        reason: expect.objectContaining({ message: expect.stringContaining(found) }),
      }),
    );
  });
});

describe("a part of a list", () => {
  test.each<[string, string]>([
    ["{% for x in l limit:2 %}{{ x }}{% endfor %}", "12"],
    ["{% for x in l limit: 2 offset: 1 %}{{ x }}{% endfor %}", "23"],
    ["{% for x in l offset:1, limit:1 %}{{ x }}{% endfor %}", "2"],
    ["{% for x in l reversed limit:2 %}{{ x }}{% endfor %}", "21"],
    ["{% for x in l limit:'2' %}{{ x }}{% endfor %}", "12"],
    ["{% for x in l limit:missing %}{{ x }}{% endfor %}", "123"],
    ["{% for x in l limit:0 %}{{ x }}{% else %}none{% endfor %}", "none"],
    ["{% for x in l limit:-1 %}{{ x }}{% else %}none{% endfor %}", "none"],
    ["{% for x in l offset:9 %}{{ x }}{% else %}none{% endfor %}", "none"],
    ["{% for x in l offset:-1 %}{{ x }}{% endfor %}", "123"],
    ["{% for x in l limit:1 %}{{ forloop.length }}{{ forloop.last }}{% endfor %}", "1true"],
    ["{% for x in l|slice:'1:' %}{{ x }}{% endfor %}", "23"],
  ])("%s", (template, text) => {
    expect(render(template)).toBe(text);
  });

  test("limit and offset must be numbers", () => {
    expect(() => render("{% for x in l limit:s %}{% endfor %}")).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ rule: "template-render" }) }),
    );
  });
});

describe("break and continue leave the innermost loop", () => {
  test.each<[string, string]>([
    ["{% for x in l %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}!", "1!"],
    ["{% for x in l %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% endfor %}!", "13!"],
    ["{% for x in l %}{% for y in l %}{% break %}{% endfor %}{{ x }}{% endfor %}", "123"],
    ["{% for x in l %}{% with y=x %}{{ y }}{% break %}no{% endwith %}no{% endfor %}", "1"],
    ["{% for x in l %}{% with x=9 %}{% break %}{% endwith %}{% endfor %}{{ x }}", ""],
    ["{% for x in l %}{% case x %}{% when 2 %}{% continue %}{% endcase %}{{ x }}{% endfor %}", "13"],
    ["{% for x in l %}{% capture c %}{{ x }}{% break %}no{% endcapture %}no{% endfor %}{{ c }}", "1"],
    ["{% for x in l %}{% spaceless %}{{ x }}{% break %}{% endspaceless %}{% endfor %}", "1"],
    ["{% for x in l %}{% liquid\nbreak\n%}no{% endfor %}", ""],
  ])("%s", (template, text) => {
    expect(render(template.replace("{{ x }}", "{{ x }}"), { l: [1, 2, 3], x: undefined })).toBe(text);
  });

  test.each(["{% break %}", "{% if t %}{% continue %}{% endif %}", "{% for x in l %}{% endfor %}{% break %}"])(
    "%s is refused, because no loop is around it",
    (template) => {
      expect(findingsOf(template)).toEqual([expect.stringContaining("outside of a loop")]);
    },
  );

  test("break is not valid in the block for an empty list", () => {
    expect(findingsOf("{% for x in l %}{% empty %}{% break %}{% endfor %}")).toEqual([
      expect.stringContaining("outside of a loop"),
    ]);
  });
});

describe("names of a loop end with it", () => {
  test.each<[string, string]>([
    ["{% for x in l %}{% filter upper %}a{% endfilter %}{% endfor %}{% assign x = 9 %}{{ x }}", "AAA9"],
    ["{% for x in l %}{% with y=x %}{{ y }}{% endwith %}{% endfor %}{% assign x = 9 %}{{ x }}", "1239"],
    ["{% for x in l %}{% regroup items by n as g %}{% endfor %}{% assign x = 9 %}{{ x }}", "9"],
    ["{% for x in l %}{% assign x = 9 %}{{ x }}{% endfor %}{{ x }}", "1239"],
    ["{% assign x = 9 %}{% for x in l %}{{ x }}{% endfor %}{{ x }}", "1239"],
    ["{% for x in l %}{{ y }}{% assign y = x %}{% endfor %}{{ y }}", "123"],
    ["{% for x in l %}{% for x in ls %}{{ x }}{% endfor %}{{ x }}{% endfor %}", "aabc1aabc2aabc3"],
    ["{% for l in l %}{{ l }}{% endfor %}{{ l }}", "123[1,2,3]"],
  ])("%s", (template, text) => {
    expect(render(template)).toBe(text);
  });
});
