// The boundaries between text, outputs, tags and comments.

import { describe, expect, test } from "vitest";
import { findingsOf, render } from "../render.ts";

describe("text, outputs, tags and comments are distinguished", () => {
  test.each<[string, string]>([
    ["", ""],
    ["{ } } { {} %} }} #}", "{ } } { {} %} }} #}"],
    ["{{s}}{{ s }}{{\ns\n}}", "abcabcabc"],
    ["{%if t%}a{%endif%}{% \n if t \n %}b{% endif %}", "ab"],
    ["{{ '}}' }}{{ \"%}\" }}{{ '{{ x }}'|size }}", "}}%}7"],
    ["{% if s == '%}' %}a{% else %}b{% endif %}", "b"],
    ["{{ 'it\\'s }}' }}", "it's }}"],
    ['{"a":{{ one }}}', '{"a":1}'],
    ['{{% if t %}"a":{{ one }}{% endif %}}', '{"a":1}'],
    ['{{# a note #}"a":1}', '{"a":1}'],
    ["{{ missing|default:'{{ x' }}", "{{ x"],
    // As in Django, a comment is on one line, and an unclosed one is text.
    ["a{# b #}c{#d#}e{##}", "ace"],
    ["{# {{ nope }} {% nope %} ' \" #}x", "x"],
    ["{# a", "{# a"],
    ["a {#\nb", "a {#\nb"],
    ["{% comment %} {{ ' }} {% nope {% endcomment %}x", "x"],
    ["{% comment it's %}a{% endcomment %}x", "x"],
    ["{% comment %}a{% endcomments %}b{%endcomment%}x", "x"],
    ["{% # it's a note %}x{% # it's another %}", "x"],
    ["{% comment it's %}a{% endcomment %}x{% comment it's %}{% endcomment %}", "x"],
    ["{% raw %}{{ s }}{% if %}{# a #}{% endraws %}{% endraw %}", "{{ s }}{% if %}{# a #}{% endraws %}"],
    ["{% raw %}{% endraw %}x", "x"],
    ["{% raw %}{% raw %}{% endraw %}x", "{% raw %}x"],
    ["{% verbatim a b %}{% endverbatim %}{%endverbatim a b%}", "{% endverbatim %}"],
    ["{% verbatim %}{% endverbatim x %}{% endverbatim %}", "{% endverbatim x %}"],
  ])("%j is %j", (template, text) => {
    expect(render(template)).toBe(text);
  });
});

describe("whitespace control removes adjacent white space", () => {
  test.each<[string, string]>([
    ["a \n {{- s -}} \n\t b", "aabcb"],
    ["a {{- s }} b", "aabc b"],
    ["a {{ s -}} b", "a abcb"],
    ["a {%- if t -%} b {%- endif -%} c", "abc"],
    ["a {%- comment -%} b {%- endcomment -%} c", "ac"],
    ["a {%- raw -%} b {%- endraw -%} c", "a b c"],
    [" {{-s-}} ", "abc"],
    ["a {{- one -}} {{- one -}} b", "a11b"],
    ["{%- assign x = 1 -%}\n{{ x }}", "1"],
    ["a {# note #} {{- s }}", "a abc"],
    ["{{ -1 }}", "-1"],
    ["{{- -1 -}}", "-1"],
  ])("%j is %j", (template, text) => {
    expect(render(template)).toBe(text);
  });
});

describe("an unclosed output, tag or block is reported where it begins, and the rest is still read", () => {
  test.each<[string, string[]]>([
    ["a {{ s", ["2 template-syntax This output is not closed: }} is missing."]],
    ["a {% if t", ["2 template-syntax This tag is not closed: %} is missing."]],
    ["{{ 'a }} b", ["3 template-syntax This text is not closed: ' is missing."]],
    [
      "{{ s|default:'it's' }} and {{ nope }}",
      [
        "17 template-syntax Two values need an operator or a filter between them. Operators are ==, !=, <, >, <=, >=, in, contains, is, and, or, not, in lower case; filters follow |.",
        "30 template-unknown-variable There is no variable nope.",
      ],
    ],
    [
      "{{ {{ s }} {{ nope }}",
      [
        "3 template-syntax Inside a tag or an output, write a variable without {{ }}.",
        "14 template-unknown-variable There is no variable nope.",
      ],
    ],
    [
      "{% if t %}{{ s }",
      [
        "0 template-syntax {% if %} is not closed: {% endif %} is missing.",
        "10 template-syntax This output is not closed: }} is missing.",
      ],
    ],
    ["{% raw %}{{ s }}", ["0 template-syntax {% raw %} is not closed: {% endraw %} is missing."]],
    [
      "{% comment %}{{ s }}{% endcomment",
      ["0 template-syntax {% comment %} is not closed: {% endcomment %} is missing."],
    ],
    [
      "{% verbatim a %}{% endverbatim %}",
      ["0 template-syntax {% verbatim %} is not closed: {% endverbatim %} is missing."],
    ],
    ["{% raw x %}{% endraw %}", [`7 template-syntax Unexpected "x".`]],
    ["{% raw %}{% endraw x %}", [`19 template-syntax Unexpected "x".`]],
    [
      "{% %}{%%}{% 'x' %}",
      Array.from(["0", "5", "9"], (at) => `${at} template-syntax A tag begins with its name: {% if event.Gift %}.`),
    ],
    [
      "{# a\nb #}{{ nope }}",
      [
        "0 template-syntax A comment in {# #} must be on one line. Use {% comment %} and {% endcomment %} for a longer one.",
        "12 template-unknown-variable There is no variable nope.",
      ],
    ],
    [
      "{% nope %}{{ nope }}{% endnope %}{% if t %}{% endfor %}",
      [
        "0 template-unknown-tag There is no tag {% nope %}.",
        "43 template-syntax {% endfor %} can't be inside {% if %}. Expected {% elif %}, {% elsif %}, {% else %}, {% endif %} first.",
      ],
    ],
    [
      "{% endif %}{% else %}{% when 1 %}{% empty %}",
      Array.from(
        ["endif", "else", "when", "empty"],
        (name, index) => `${[0, 11, 21, 33][index]} template-syntax {% ${name} %} is outside of its block.`,
      ),
    ],
  ])("%j", (template, findings) => {
    expect(findingsOf(template)).toEqual(findings);
  });
});
