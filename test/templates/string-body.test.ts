import { describe, expect, test } from "vitest";
import { bodyFailure, bodyText, scopeOf } from "./sample-order.ts";

describe("a body that is one template", () => {
  test.each<[string, string]>([
    // Inside quotes: escaped text.
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
    // `json` writes the same outside quotes, and a text inside.
    ['{"tags": {{ event.Tags | json }}}', '{"tags": ["sale","kitchen"]}'],
    ['{"tags": "{{ event.Tags | json }}"}', '{"tags": "[\\"sale\\",\\"kitchen\\"]"}'],
    ['{"tags": {% echo event.Tags | json %}}', '{"tags": ["sale","kitchen"]}'],
    // Inside conditions, loops and captures.
    ['{"a": {% if event.Gift %}"yes"{% else %}"no {{ first_name }}"{% endif %}}', '{"a": "no Shah"}'],
    [
      '[{% for i in event.Items %}{"n": "{{ i.ProductName }}", "q": {{ i.Quantity }}}{% unless forloop.last %}, {% endunless %}{% endfor %}]',
      '[{"n": "Mug", "q": 1}, {"n": "Plate", "q": 4}]',
    ],
    ['"{% for t in event.Tags %}{{ t }} {% endfor %}"', '"sale kitchen "'],
    ['{% capture c %}"{{ event.OrderId }}"{% endcapture %}{"c": {{ c }}}', '{"c": "\\"A-1001\\""}'],
    ['{"t": "{% raw %}{{ event.x }}{% endraw %}"}', '{"t": "{{ event.x }}"}'],
    ['{% if event.Gift %}"{% endif %}{{ event.OrderId }}', '"A-1001"'],
    // The text is kept as written.
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

  test("a value after a backslash fails, because the backslash would escape its first character", () => {
    expect(bodyFailure('{"note": "\\{{ event.Note }}"}')).toMatchObject({ rule: "template-json", line: 1, column: 12 });
  });
});

describe("a text that the template spells is a value outside of quotes, a text of the event never is", () => {
  const scope = scopeOf({
    N: "29.90",
    Big: 1234567.5,
    Yes: true,
    No: false,
    Text: "true",
    Digits: "123",
    Words: "1,0",
    Null: null,
  });

  test.each<[string, string]>([
    ["{{ event.N|floatformat:2 }}", "29.90"],
    ["{{ event.Big|floatformat:'2' }}", "1234567.50"],
    ["{{ event.Big|floatformat:'2g' }}", '"1,234,567.50"'],
    ["{{ 5|floatformat:'0g' }}", '"5"'],
    ["{{ event.Missing|default:'0'|floatformat:'0g' }}", '"0"'],
    ["{{ event.Yes|yesno:event.Words }}", '"1"'],
    ["{{ event.Missing|floatformat:2 }}", '""'],
    ["{{ event.Missing|default:'0' }}", "0"],
    ["{{ event.Missing|default:0|floatformat:1 }}", "0.0"],
    ["{{ event.N|floatformat:2|default:'0' }}", "29.90"],
    ["{{ event.Missing|default:'null' }}", "null"],
    ["{{ event.Missing|default_if_none:'[]' }}", "[]"],
    ["{{ event.Missing|default:'none' }}", '"none"'],
    ["{{ event.Yes|yesno:'true,false' }}", "true"],
    ["{{ event.No|yesno:'true,false' }}", "false"],
    ["{{ event.Null|yesno:'1,0,null' }}", "null"],
    ["{{ event.Yes|yesno }}", '"yes"'],
    ["{{ event.Yes|lower }}", "true"],
    ["{{ '12' }}", "12"],
    ["{% firstof event.Missing '0' %}", "0"],
    ["{% cycle '1' '2' %}", "1"],
    ["{% now 'Y' %}", "2024"],
    ["{% now 'm' %}", '"03"'],
    ["{{ '2024-12-01'|date:'Y' }}", "2024"],
    ["{{ '2024-12-01'|date:'m' }}", '"12"'],
    // A text of the event is a text, even if it looks like another value.
    ["{{ event.Digits }}", '"123"'],
    ["{{ event.Digits|default:'0' }}", '"123"'],
    ["{{ event.Digits|cut:' ' }}", '"123"'],
    ["{{ event.Text }}", '"true"'],
    ["{{ event.Digits|floatformat:2|cut:'.00' }}", '"123"'],
  ])("%s is %s", (template, json) => {
    expect(bodyText(`[${template}]`, scope)).toBe(`[${json}]`);
  });

  test("inside quotes every value is a text", () => {
    expect(bodyText('["{{ event.N|floatformat:2 }}", "{{ event.Missing|default:\'null\' }}"]', scope)).toBe(
      '["29.90", "null"]',
    );
  });
});

describe("stray commas of loops and conditions are removed", () => {
  const scope = scopeOf({ L: [1, 2, 3, 4], None: [], Comma: ",]", On: true });
  const odd = "{% if x == 1 or x == 3 %}{{ x }}{% endif %}";

  test.each<[string, string]>([
    ["[{% for x in event.L %}{{ x }},{% endfor %}]", "[1,2,3,4]"],
    ["[{% for x in event.L %}{{ x }}, {% endfor %} ]", "[1, 2, 3, 4  ]"],
    ["[{% for x in event.None %}{{ x }},{% endfor %}]", "[]"],
    ["[{% for x in event.None %}{{ x }}{% empty %}0,{% endfor %}]", "[0]"],
    [`[{% for x in event.L %}${odd}{% if not forloop.last %},{% endif %}{% endfor %}]`, "[1,3]"],
    [
      "[{% for x in event.L %}{% if not forloop.first %},{% endif %}{% if x > 2 %}{{ x }}{% endif %}{% endfor %}]",
      "[3,4]",
    ],
    [
      '{ {% if event.No %}"a": 1{% endif %}, {% if event.On %}"b": 2{% endif %}, {% if event.No %}"c": 3{% endif %} }',
      '{  "b": 2  }',
    ],
    ['{"a": {{ event.L }}, }', '{"a": [1,2,3,4] }'],
    ['{"a": "{{ event.Comma }}", "b": [{{ event.Comma }},],}', '{"a": ",]", "b": [",]"]}'],
    ['{"a": "x,]\\",]", }', '{"a": "x,]\\",]" }'],
    ["[[1,],[{% for x in event.L %}[{{ x }},],{% endfor %}],]", "[[1],[[1],[2],[3],[4]]]"],
    ["{% spaceless %}[{% for x in event.L %}{{ x }},{% endfor %}]{% endspaceless %}", "[1,2,3,4]"],
  ])("%s", (template, json) => {
    expect(bodyText(template, scope)).toBe(json);
  });

  test("but not if the text is JSON already", () => {
    const body = '{"note": "a, ]", "list": [1, 2]}';
    expect(bodyText(`${body}{% if event.No %},{% endif %}`, scope)).toBe(body);
  });
});

describe("a body that does not render to JSON fails with the position", () => {
  test.each<[string, number, number, string]>([
    ['{"a": 1,,\n "b": 2}', 1, 9, 'but found ","'],
    ['{"a": [1,,{% if event.Gift %}2{% endif %}]}', 1, 42, 'but found "]"'],
    ['{"a": [,1]}', 1, 8, 'but found ","'],
    ["[{% if event.Gift %}1{% endif %},,2]", 1, 34, 'but found ","'],
    ['{"a": {% if event.Gift %}1{% endif %}, "b": 2}', 1, 38, 'but found ","'],
    ["[{% for i in event.Items %}{{ i.Quantity }}{% endfor %}]", 1, 28, "a comma"],
    ['{"a": {{ event.Missing }}{% if event.ItemCount %}{{ event.ItemCount }}{% endif %}}', 1, 50, "a comma"],
    // After a comma that was removed.
    ["[{% for i in event.Items %}1,{% endfor %}]\n}", 2, 1, "the end of the body"],
    ['{"a": }', 1, 7, "expected a value here"],
    ['{"a" 1}', 1, 6, "expected a colon"],
    ['{"a": 1 "b": 2}', 1, 9, "a comma or the closing bracket"],
    ['{"a": 1', 1, 8, "but found its end"],
    ['{"a": {{ event.OrderId }}{{ event.OrderId }}}', 1, 26, "a comma"],
    ['{"a": "one\ntwo"}', 1, 11, "a line break is written \\n"],
    ["{a: 1}", 1, 2, "a key in quotes or }"],
    ["{} {}", 1, 4, "the end of the body"],
    ['{"a": {% if event.Gift %}1{% endif %}}', 1, 38, "expected a value"],
    ["{{ event.Missing }}{% comment %}{% endcomment %},", 1, 49, "the end of the body"],
  ])("%s", (template, line, column, words) => {
    const problem = bodyFailure(template);
    expect(problem).toMatchObject({ rule: "template-json", pointer: "/body", line, column });
    expect(problem?.message).toContain(words);
  });
});
