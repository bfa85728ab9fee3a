// Long and odd templates: each is read to its end, in time that does not grow with the square of its length.

import { expect, test } from "vitest";
import { MAX_PROBLEMS, MAX_TEMPLATE_LENGTH } from "#templates/dialect/dialect.ts";
import { findingsOf } from "../render.ts";

test.each([
  "{",
  "{{",
  "{%",
  "{#",
  "{# #",
  "}}",
  "{{ ' ",
  "{{ ' }} ",
  "{{ ' }} {{ \" }} ",
  "{{ '",
  "{{ s }}",
  "{{ s",
  "{{ nope }}",
  "{% if t %}",
  "{% if t %}{% endif %}",
  "{% for x in l %}{% else %}",
  "{% endif %}",
  "{% raw %}",
  "{% raw %}{% endraw",
  "{% verbatim a %}{% endverbatim %}",
  "{% comment %}{% ",
  "{% liquid\n",
  "{% liquid liquid ",
  "{% # ",
  "{{- ",
  "{{ s|upper",
  "{% cycle 'a' 'b' %}",
  "{% assign x = x %}",
  "{{ (s",
  "{{ s[",
  "'",
  "\n",
])("%j over and over", (piece) => {
  const template = piece.repeat(MAX_TEMPLATE_LENGTH / piece.length);
  expect(findingsOf(template).length).toBeLessThanOrEqual(MAX_PROBLEMS);
});

test.each([
  ["one output", "{{ ", "s|upper", " }}"],
  ["one tag", "{% if ", "s and ", "t %}{% endif %}"],
  ["one path", "{{ s", ".a", " }}"],
  ["one text", "{{ '", "a", "' }}"],
  ["one list of values", "{% firstof ", "s ", "%}"],
  ["one list of names", "{% for a", ",a", " in l %}{% endfor %}"],
  ["one line after the other", "{% liquid ", "echo s\n", "%}"],
])("%s as long as a template may be", (_what, start, piece, end) => {
  const times = Math.floor((MAX_TEMPLATE_LENGTH - start.length - end.length) / piece.length);
  expect(findingsOf(start + piece.repeat(times) + end).length).toBeLessThanOrEqual(MAX_PROBLEMS);
});
