import { describe, expect, test } from "vitest";
import { bodyFailure, bodyText, scopeOf } from "./sample-order.ts";

describe("a body that is one template", () => {
  test.each<[string, string]>([
    // Inside quotes: text, escaped.
    ['{"note": "{{ event.Note }}"}', '{"note": "Leave it \\"by the door\\"\\nplease"}'],
    ['{"id": "{{ event.ItemCount }}"}', '{"id": "2"}'],
    ['{"tags": "{{ event.Tags }}"}', '{"tags": "[\\"sale\\",\\"kitchen\\"]"}'],
    ['{"none": "{{ event.Missing }}"}', '{"none": ""}'],
    ['{"{{ event.OrderId }}": 1}', '{"A-1001": 1}'],
    ['{"a": "say \\"{{ event.OrderId }}\\" \\\\"}', '{"a": "say \\"A-1001\\" \\\\"}'],
    // Outside quotes: JSON values.
    ["{\"total\": {{ event|lookup:'$value' }}}", '{"total": 29.9}'],
    ['{"id": {{ event.OrderId }}}', '{"id": "A-1001"}'],
    ['{"gift": {{ event.Gift }}}', '{"gift": false}'],
    ['{"tags": {{ event.Tags }}}', '{"tags": ["sale","kitchen"]}'],
    ['{"none": {{ event.Missing }}}', '{"none": null}'],
    ["{{ event.Tags }}", '["sale","kitchen"]'],
    ['{"name": {% cycle "a", "b" %}}', '{"name": "a"}'],
    ['{"day": {% today %}, "or": "{% today %}"}', '{"day": "2024-03-01", "or": "2024-03-01"}'],
    // `json` says the same outside quotes, and is a text inside.
    ['{"tags": {{ event.Tags | json }}}', '{"tags": ["sale","kitchen"]}'],
    ['{"tags": "{{ event.Tags | json }}"}', '{"tags": "[\\"sale\\",\\"kitchen\\"]"}'],
    ['{"tags": {% echo event.Tags | json %}}', '{"tags": ["sale","kitchen"]}'],
    // Through conditions, loops and captures.
    ['{"a": {% if event.Gift %}"yes"{% else %}"no {{ first_name }}"{% endif %}}', '{"a": "no Shah"}'],
    [
      '[{% for i in event.Items %}{"n": "{{ i.ProductName }}", "q": {{ i.Quantity }}}{% unless forloop.last %}, {% endunless %}{% endfor %}]',
      '[{"n": "Mug", "q": 1}, {"n": "Plate", "q": 4}]',
    ],
    ['"{% for t in event.Tags %}{{ t }} {% endfor %}"', '"sale kitchen "'],
    ['{% capture c %}"{{ event.OrderId }}"{% endcapture %}{"c": {{ c }}}', '{"c": "\\"A-1001\\""}'],
    ['{"t": "{% raw %}{{ event.x }}{% endraw %}"}', '{"t": "{{ event.x }}"}'],
    ['{% if event.Gift %}"{% endif %}{{ event.OrderId }}', '"A-1001"'],
    // The text is kept as it is written.
    ['{ "n": 12345678901234567890, "f": 1.0 }\n', '{ "n": 12345678901234567890, "f": 1.0 }\n'],
  ])("%s", (template, text) => {
    expect(bodyText(template)).toBe(text);
  });

  test("a value can't end the quotes around it", () => {
    const scope = scopeOf({ Note: '","admin":true,"x":"' });
    expect(JSON.parse(bodyText('{"note": "{{ event.Note }}"}', scope))).toEqual({ note: '","admin":true,"x":"' });
    expect(JSON.parse(bodyText('{"note": {{ event.Note | raw }}}', scope))).toEqual({ note: '","admin":true,"x":"' });
    expect(JSON.parse(bodyText('["{{ event.Note | json }}"]', scope))).toHaveLength(1);
  });

  test("a value after a backslash fails, as the backslash would take its first character", () => {
    expect(bodyFailure('{"note": "\\{{ event.Note }}"}')).toMatchObject({ rule: "template-json", line: 1, column: 12 });
  });
});

describe("a body that does not render to JSON fails, with the place", () => {
  test.each<[string, number, number, string]>([
    ['{"a": 1,\n "b": [{% for i in event.Items %}{{ i.Quantity }},{% endfor %}]}', 2, 63, '"]" found'],
    ['{"a": }', 1, 7, "a value was expected here"],
    ['{"a" 1}', 1, 6, "a colon was expected"],
    ['{"a": 1 "b": 2}', 1, 9, "a comma or the closing bracket"],
    ['{"a": 1', 1, 8, "its end found"],
    ['{"a": {{ event.OrderId }}{{ event.OrderId }}}', 1, 26, "a comma"],
    ['{"a": "one\ntwo"}', 1, 11, "line breaks are written \\n"],
    ["{a: 1}", 1, 2, "a key in quotes or }"],
    ["{} {}", 1, 4, "the end of the body"],
    ['{"a": {% if event.Gift %}1{% endif %}}', 1, 38, "a value was expected"],
    ["{{ event.Missing }}{% comment %}{% endcomment %},", 1, 49, "the end of the body"],
  ])("%s", (template, line, column, words) => {
    const problem = bodyFailure(template);
    expect(problem).toMatchObject({ rule: "template-json", pointer: "/body", line, column });
    expect(problem?.message).toContain(words);
  });
});
