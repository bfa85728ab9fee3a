// An absent variable writes nothing, as in Klaviyo, unless the webhook requires all variables.

import { describe, expect, test } from "vitest";
import { compiled, scopeOf } from "./sample-order.ts";

const scope = scopeOf(
  { Name: "Mug", Null: null, Empty: "", Zero: 0, No: false, List: [], Items: [{ Sku: "a", Note: "x" }, { Sku: "b" }] },
  { phone_number: null, properties: { Points: 3 } },
);

/** The rendering of a text of a body, or the message of its failure. */
function rendered(text: string, on_missing?: "fail" | null): unknown {
  const result = compiled({ body: { v: text }, on_missing }).renderBody(scope);
  if (result.ok) return JSON.parse(result.value).v;
  const { rule, line, column, message } = result.problem;
  return {
    rule,
    place: `${line}:${column}`,
    variable: / has no value/.test(message) ? message.split(" ", 1)[0] : message,
  };
}

describe("an absent variable writes nothing", () => {
  test.each<[string, unknown]>([
    ["{{ event.Gone }}", null],
    ["{{ event.Null }}", null],
    ["Hi {{ event.Gone }}!", "Hi !"],
    ["{{ event.Gone|upper }}", ""],
    ["{% for x in event.Gone %}{{ x }}{% endfor %}", ""],
  ])("%s", (text, value) => {
    expect(rendered(text)).toBe(value);
    expect(rendered(text, null)).toBe(value);
  });
});

describe("with on_missing: fail", () => {
  const missing = (variable: string, place = "1:1") => ({ rule: "template-missing-variable", place, variable });

  test.each<[string, string, string?]>([
    ["{{ event.Gone }}", "event.Gone"],
    ["{{ event.Null }}", "event.Null"],
    ["Hi {{ event.Gone }}!", "event.Gone", "1:4"],
    ["{{ event.Gone.Deeper }}", "event.Gone.Deeper"],
    ["{{ event.Items.2.Sku }}", "event.Items.2.Sku"],
    ["{{ event|lookup:'Gone' }}", "event.Gone"],
    ["{{ event|lookup:'Ship To'|lookup:'City' }}", "event['Ship"],
    ["{{ event.Gone|upper }}", "event.Gone"],
    ["{{ event.Name|append: event.Gone }}", "event.Gone"],
    ["{{ event.Gone|default:event.Null }}", "event.Gone"],
    ["{{ event.Gone|default_if_none:event.Null|upper }}", "event.Gone"],
    ["{{ phone_number }}", "phone_number"],
    ["{{ person.Points }}{{ person.Level }}", "person.Level", "1:20"],
    ["{% for item in event.Items %}\n{{ item.Note }}{% endfor %}", "event.Items[].Note", "2:1"],
    ["{% with event.Gone as gone %}{{ gone }}{% endwith %}", "event.Gone", "1:30"],
    ["{% if event.Name %}{{ event.Gone }}{% endif %}", "event.Gone", "1:20"],
    ["{% if event.Gone %}{% else %}{{ event.Gone }}{% endif %}", "event.Gone", "1:30"],
    ["{% for x in event.Gone %}{{ x }}{% endfor %}", "event.Gone"],
    ["{% for k, v in event.Gone.items %}{{ k }}{% endfor %}", "event.Gone"],
    ["[{% for x in event.Gone %}{{ x }}{% endfor %}]", "event.Gone", "1:2"],
    ["{% for x in (1..event.Gone) %}x{% endfor %}", "event.Gone"],
    ["{% for x in event.Items limit:event.Gone %}x{% endfor %}", "event.Gone"],
    ["{% for x in event.Items offset:event.Gone %}x{% endfor %}", "event.Gone"],
    ["{% assign gone = event.Gone|upper %}{{ gone }}", "event.Gone"],
    ["{% with event.Name|append:event.Gone as name %}{{ name }}{% endwith %}", "event.Gone"],
    ["{% cycle event.Gone 'b' %}", "event.Gone"],
    ["{% widthratio event.Gone 10 100 %}", "event.Gone"],
    ["{% filter append:event.Gone %}x{% endfilter %}", "event.Gone"],
    ["{% regroup event.Lost by Sku as groups %}{{ groups }}", "event.Lost"],
    ["{{ event.Zero or event.Gone }}", "event.Gone"],
    ["{% firstof event.Zero event.Gone %}", "event.Gone"],
  ])("%s fails", (text, variable, place) => {
    expect(rendered(text, "fail")).toEqual(missing(variable, place));
  });

  test.each<[string, unknown]>([
    ["{{ event.Name }}", "Mug"],
    ["{{ event.Empty }}", ""],
    ["{{ event.Zero }}", 0],
    ["{{ event.No }}", false],
    ["{{ event.List }}", []],
    ["{{ event.Gone|default:'none' }}", "none"],
    ["{{ event.Gone|upper|default:'none' }}", "none"],
    ["{{ event.Gone|default:'' }}", ""],
    ["{{ event.Gone|yesno:'there,not there' }}", "not there"],
    ["{{ event.Gone or event.Name }}", "Mug"],
    ["{{ event.Gone == 1 }}", false],
    ["{% if event.Gone %}{{ event.Gone.City }}{% else %}no{% endif %}", "no"],
    ["{% firstof event.Gone 'none' %}", "none"],
    ["{% assign gone = event.Gone %}-", "-"],
    ["{% assign gone = event.Gone|default:'none' %}{{ gone }}", "none"],
    ["{% with event|lookup:'Gone' as gone %}{% if gone %}x{% endif %}-{% endwith %}", "-"],
    ["{% firstof event.Gone event.Zero %}-", "-"],
    ["{% firstof event.Name event.Gone %}", "Mug"],
    ["{% firstof event.Gone event.Gone as gone %}-", "-"],
    ["{{ event.Gone or event.Empty }}", ""],
    ["{% for x in event.List %}{{ x }}{% endfor %}-", "-"],
    ["{% for x in event.Gone %}{{ x }}{% empty %}none{% endfor %}", "none"],
    ["{{ nil }}", null],
  ])("%s does not fail", (text, value) => {
    expect(rendered(text, "fail")).toEqual(value);
  });

  test("URL, headers, keys and text bodies fail the same way", () => {
    const problem = (rule: ReturnType<typeof compiled>, part: "renderUrl" | "renderHeaders") => {
      const result = rule[part](scope, {});
      return result.ok ? undefined : result.problem;
    };
    const rule = "template-missing-variable";
    const message = compiled({
      url: "https://api.example.com/{{ event.Gone }}",
      headers: { A: "{{ event.Gone }}" },
      body: '{"a": {{ event.Gone }}}',
      on_missing: "fail",
    });
    expect(problem(message, "renderUrl")).toMatchObject({ rule, pointer: "/url", line: 1, column: 25 });
    expect(problem(message, "renderHeaders")).toMatchObject({ rule, pointer: "/headers/A" });
    expect(message.renderBody(scope)).toMatchObject({ problem: { rule, pointer: "/body", column: 7 } });
    expect(compiled({ body: { "{{ event.Gone }}": 1 }, on_missing: "fail" }).renderBody(scope)).toMatchObject({
      problem: { rule, pointer: "/body/{{ event.Gone }}" },
    });
  });

  test("the message says what to do", () => {
    const result = compiled({ body: { v: "{{ event.Gone }}" }, on_missing: "fail" }).renderBody(scope);
    expect(result.ok ? "" : result.problem.message).toBe(
      "event.Gone has no value, and this webhook requires one (on_missing: fail).",
    );
  });
});
