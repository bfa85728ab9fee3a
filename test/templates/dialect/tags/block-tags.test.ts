import { describe, expect, test } from "vitest";
import { bodyText } from "../../sample-order.ts";
import { findingsOf, render } from "../render.ts";

describe("the date of the rendering", () => {
  // https://developers.klaviyo.com/en/docs/django_message_design, https://help.klaviyo.com/hc/en-us/articles/115005257788
  test.each<[string, string]>([
    ["{% today '%Y-%m-%d' as today %}{{ today }}", "2024-03-01"],
    ['{% today "%d.%m.%y" as day %}on {{ day }}', "on 01.03.24"],
    ["{% today %}", "2024-03-01"],
    ["{% today as day %}{{ day }}", "2024-03-01"],
    ["{% now 'Y' %}", "2024"],
    ['It is {% now "jS F Y H:i" %}', "It is 1st March 2024 14:05"],
    ["{% now '%H' as hour %}{{ hour }}", "14"],
    ["{% current_day %} {% current_month %} {% current_year %}", "1 3 2024"],
    ["{% current_weekday %} {% current_month_name %}", "Friday March"],
  ])("%s", (template, text) => {
    expect(render(template)).toBe(text);
  });

  test("its numbers are numbers outside of quotes", () => {
    expect(bodyText('{"day": {% current_day %}, "name": {% current_weekday %}, "text": "{% current_day %}"}')).toBe(
      '{"day": 1, "name": "Friday", "text": "1"}',
    );
  });
});

describe("in a text body, values are encoded by their position inside every tag", () => {
  test.each<[string, string]>([
    ['{"a": {% firstof event.Missing event.OrderId %}}', '{"a": "A-1001"}'],
    ['{"a": {% firstof event.Missing %}, "b": "{% firstof event.Missing %}"}', '{"a": null, "b": ""}'],
    ['{"a": "{% firstof event.Note %}"}', '{"a": "Leave it \\"by the door\\"\\nplease"}'],
    ['{"a": {% with n=event.Note %}{{ n }}{% endwith %}}', '{"a": "Leave it \\"by the door\\"\\nplease"}'],
    ['[{% for t in event.Tags %}{% cycle 1 "b" %}{% if not forloop.last %},{% endif %}{% endfor %}]', '[1,"b"]'],
    ['{"w": {% widthratio 1 2 100 %}}', '{"w": 50}'],
    [
      '{"h": "{% spaceless %}<p>\\n <b>\\"{{ first_name }}\\"</b> </p>{% endspaceless %}"}',
      '{"h": "<p><b>\\"Shah\\"</b></p>"}',
    ],
    [
      '{"h": "{% filter upcase %}a\\n\\"{{ event.Note }}{% endfilter %}"}',
      '{"h": "A\\n\\"LEAVE IT \\"BY THE DOOR\\"\\nPLEASE"}',
    ],
    ['{{% filter upcase %}"a": "{{ first_name }}"{% endfilter %}}', '{"A": "SHAH"}'],
    ['{"t": "{% verbatim %}{{ event.x }}{% endverbatim %}{% templatetag openvariable %}"}', '{"t": "{{ event.x }}{{"}'],
    [
      '{"a": [{% for i in event.Items %}{% ifchanged i.Quantity %}{{ i.Quantity }}{% endifchanged %}{% if forloop.first %},{% endif %}{% endfor %}]}',
      '{"a": [1,4]}',
    ],
    ['{"g": {% regroup event.Items by Quantity as g %}{{ g|length }}}', '{"g": 2}'],
    ['{# a note #}{"a": 1}{% comment %}{"b"{% endcomment %}', '{"a": 1}'],
    ['{"a": {% case event.Gift %}{% when false %}{{ event.ItemCount }}{% endcase %}}', '{"a": 2}'],
    ['{"a": {% autoescape off %}{{ event.OrderId }}{% endautoescape %}}', '{"a": "A-1001"}'],
  ])("%s", (template, text) => {
    expect(JSON.parse(bodyText(template))).toEqual(JSON.parse(text));
  });
});

describe("ifchanged restarts with each loop", () => {
  test.each<[string, string]>([
    ["{% for r in nest %}{% for c in r %}{% ifchanged one %}x{% endifchanged %}{% endfor %}|{% endfor %}", "x|x|"],
    ["{% ifchanged one %}x{% endifchanged %}{% ifchanged one %}x{% endifchanged %}", "xx"],
    ["{% for x in l %}{% ifchanged %}{{ one }}{% else %}same{% endifchanged %}{% endfor %}", "1samesame"],
    ["{% for i in items %}{% ifchanged i.n i.q %}{{ i.n }}{{ i.q }}{% endifchanged %}{% endfor %}", "x2x5y1"],
  ])("%s", (template, text) => {
    expect(render(template)).toBe(text);
  });
});

describe("invalid tags are refused", () => {
  test.each<[string, number, string]>([
    ["{% if %}{% endif %}", 5, "Expected a value here."],
    [
      "{% if t %}{% else %}{% elif f %}{% endif %}",
      20,
      "{% elif %} can't be inside {% if %}. Expected {% endif %} first.",
    ],
    ["{% if t %}{% else %}{% else %}{% endif %}", 20, "{% else %} can't be inside"],
    ["{% if t %}{% endif t %}", 19, 'Unexpected "t".'],
    ["{% if t %}{% else t %}{% endif %}", 18, 'Unexpected "t".'],
    ["{% for x in l %}{% empty %}{% else %}{% endfor %}", 27, "{% else %} can't be inside"],
    ["{% for x l %}{% endfor %}", 9, "Expected in here, but found l."],
    ["{% for x, in l %}{% endfor %}", 10, "Expected the name of another variable here, but found in."],
    [
      "{% for x in l|slice:':2' extra %}{% endfor %}",
      25,
      "Expected limit:, offset: or reversed here, but found extra.",
    ],
    ["{% for x in l limit %}{% endfor %}", 19, "Expected : here."],
    ["{% for x in l limit=2 %}{% endfor %}", 19, "Expected : here, but found =."],
    ["{% case one %}{% endcase x %}", 25, 'Unexpected "x".'],
    ["{% case one %}{% when %}{% endcase %}", 21, "Expected a value here."],
    ["{% case one %}x{% when 1 %}{% endcase %}", 14, "never rendered"],
    ["{% case one %}{% else %}{% when 1 %}{% endcase %}", 24, "{% when %} can't be inside"],
    ["{% with %}{% endwith %}", 7, "Expected a value here."],
    ["{% with a=1, b=2 %}{% endwith %}", 11, "Expected the name of a variable here, but found ,."],
    ["{% with s %}{% endwith %}", 9, "Expected as here."],
    ["{% assign a %}", 11, "Expected = here."],
    ["{% assign a == 1 %}", 12, "Expected = here, but found ==."],
    ["{% cycle %}", 8, "Expected a value here."],
    ["{% cycle 'a', %}", 13, "Expected a value here."],
    ["{% cycle 'a' 'b' as %}", 19, "Expected a name after as here."],
    ["{% cycle 'a' 'b' as c loud %}", 22, 'Unexpected "loud".'],
    ["{% resetcycle %}", 0, "no {% cycle %} before this"],
    ["{% firstof %}", 10, "Expected a value here."],
    ["{% autoescape %}{% endautoescape %}", 13, "Expected on or off here."],
    ["{% filter %}{% endfilter %}", 9, "Expected the name of a filter here."],
    ["{% regroup l as g %}", 13, "Expected by here, but found as."],
    ["{% widthratio 1 2 %}", 17, "Expected a value here."],
    ["{% templatetag nope %}", 15, "openblock"],
    ["{% spaceless x %}{% endspaceless %}", 13, 'Unexpected "x".'],
    ["{% current_day '%d' %}", 15, `Unexpected "'%d'".`],
    ["{% liquid\nif t\necho 1\n%}", 10, "{% if %} is not closed: {% endif %} is missing."],
    ["{% liquid\n'x'\n%}", 10, "begins with the name of a tag"],
    ["{% ifchanged l, s %}{% endifchanged %}", 14, "Expected a value here, but found ,."],
    ["{% now '' %}", 7, "format"],
  ])("%s", (template, offset, words) => {
    const [first] = findingsOf(template);
    expect(first).toMatch(new RegExp(`^${offset} template-(syntax|filter-argument) `));
    expect(first).toContain(words);
  });
});
