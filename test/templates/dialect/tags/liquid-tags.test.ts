// The examples of Liquid's documentation: https://shopify.github.io/liquid/tags/.

import { describe, expect, test } from "vitest";
import { findingsOf, render } from "../render.ts";

const variables = {
  product: { title: "Awesome Shoes", type: "Shoes", tags: [] },
  handle: "cake",
  beatles: "John, Paul, George, Ringo",
  absent: null,
};

test.each<[string, string]>([
  // https://shopify.github.io/liquid/tags/control-flow/
  ["{% if product.title == 'Awesome Shoes' %}awesome!{% endif %}", "awesome!"],
  ["{% unless product.title == 'Awesome Shoes' %}not awesome{% endunless %}", ""],
  ["{% unless absent %}a{% else %}b{% endunless %}", "a"],
  ["{% unless handle %}a{% elsif absent %}b{% else %}c{% endunless %}", "c"],
  ["{% unless handle %}a{% elsif product %}b{% else %}c{% endunless %}", "b"],
  ["{% if absent %}a{% elsif handle == 'cake' %}b{% else %}c{% endif %}", "b"],
  [
    "{% case handle %}{% when 'cake' %}a cake{% when 'cookie', 'biscuit' %}a cookie{% else %}neither{% endcase %}",
    "a cake",
  ],
  ["{% case 'biscuit' %}{% when 'cake' %}a{% when 'cookie', 'biscuit' %}b{% endcase %}", "b"],
  ["{% case 'biscuit' %}{% when 'cake' %}a{% when 'cookie' or 'biscuit' %}b{% endcase %}", "b"],
  ["{% case handle %}\n{% when 'pie' %}a{% endcase %}", ""],
  ["{% case 1 %}{% when '1' %}a{% when true %}b{% when 1 %}c{% endcase %}", "b"],
  ["{% case product.tags %}{% when empty %}a{% else %}b{% endcase %}", "a"],
  ["{% case absent %}{% when blank %}a{% else %}b{% endcase %}", "a"],
  ["{% case absent %}{% when nil %}a{% else %}b{% endcase %}", "a"],
  ["{% case handle|upper %}{% when 'cake'|upper %}a{% endcase %}", "a"],
  // https://shopify.github.io/liquid/tags/iteration/
  [
    "{% for item in product.tags %}{{ item }}{% else %}The collection is empty.{% endfor %}",
    "The collection is empty.",
  ],
  ["{% for i in (1..5) %}{% if i == 4 %}{% break %}{% else %}{{ i }} {% endif %}{% endfor %}", "1 2 3 "],
  ["{% for i in (1..5) %}{% if i == 4 %}{% continue %}{% else %}{{ i }} {% endif %}{% endfor %}", "1 2 3 5 "],
  ["{% assign num = 4 %}{% for i in (1..num) %}{{ i }}{% endfor %}", "1234"],
  ["{% cycle 'one', 'two', 'three' %} {% cycle 'one', 'two', 'three' %}", "one two"],
  [
    "{% cycle 'first': 'one', 'two' %} {% cycle 'second': 'one', 'two' %} {% cycle 'second': 'one', 'two' %} {% cycle 'first': 'one', 'two' %}",
    "one one two two",
  ],
  ["{% cycle handle: 'a', 'b' %}{% cycle 'cake': 'a', 'b' %}", "ab"],
  ["{% cycle 'a', 'b' %}{% cycle 'a', 'c' %}{% cycle 'a', 'b' %}", "aab"],
  // https://shopify.github.io/liquid/tags/template/
  ["Anything {% comment %} inside {% endcomment %} is nothing.", "Anything  is nothing."],
  ["{% # for i in (1..3) -%}\n{% #\n a\n b %}x", "x"],
  [
    "{% raw %}In Handlebars, {{ this }} will be {{{ that }}}.{% endraw %}",
    "In Handlebars, {{ this }} will be {{{ that }}}.",
  ],
  ["{% liquid\n case handle\n when 'cake'\n echo 'A' | append: '!'\n else\n echo 'B'\n endcase\n%}", "A!"],
  ["{% liquid\n# a note\nassign x = 1\n\nfor i in (1..2)\n echo i\nendfor\ncomment\n echo 9\nendcomment %}", "12"],
  ["{% echo handle | upcase %}", "CAKE"],
  // https://shopify.github.io/liquid/tags/variable/
  ["{% assign foo = 'bar' %}{{ foo }}", "bar"],
  ["{% assign names = beatles | split: ', ' %}{{ names[2] }}", "George"],
  ["{% assign both = handle == 'cake' and product %}{{ both.type }}", "Shoes"],
  ["{% capture my_variable %}I am being captured.{% endcapture %}{{ my_variable }}", "I am being captured."],
  ["{% capture 'my_variable' %}{{ handle }}{% endcapture %}{{ my_variable }}", "cake"],
  ["{% capture a %}{% capture b %}x{% endcapture %}y{% endcapture %}{{ a }}{{ b }}", "yx"],
])("%s", (template, text) => {
  expect(render(template, variables)).toBe(text);
});

describe("names that can't be assigned", () => {
  test.each([
    "{% assign true = 1 %}",
    "{% assign in = 1 %}",
    "{% assign empty = 1 %}",
    "{% assign 1 = 1 %}",
    "{% assign a.b = 1 %}",
    "{% for None in product.tags %}{% endfor %}",
    "{% with and=1 %}{% endwith %}",
    "{% capture %}{% endcapture %}",
    "{% today as not %}",
  ])("%s", (template) => {
    expect(findingsOf(template, variables)).toEqual([expect.stringContaining("template-syntax")]);
  });
});
