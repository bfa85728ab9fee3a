// The dialect itself knows only tags and filters. Its vocabulary provides variables and refusals.

import { describe, expect, test } from "vitest";
import { parseTemplate, pathText, type Vocabulary } from "#templates/dialect/dialect.ts";

const VOCABULARY: Vocabulary = {
  roots: new Set(["a", "hidden"]),
  unknownVariable: (path, known) => ({ rule: "no-variable", message: `${pathText(path)}, known are ${known.join()}` }),
  refuseVariable: (path, written) =>
    path[0] === "hidden" ? { rule: "hidden", message: `${pathText(path)} as ${pathText(written)}` } : undefined,
  refuseNewName: (name) => (name === "hidden" ? { rule: "taken", message: name } : undefined),
  refuseTag: (name) => (name === "include" ? { rule: "no-files", message: "alone" } : undefined),
  refuseFilter: (name) => (name === "sample" ? { rule: "no-chance", message: "never" } : undefined),
  didYouMean: (name, known) => {
    const near = [...known].find((candidate) => candidate.startsWith(name.slice(0, 3)));
    return near === undefined ? "" : ` Did you mean "${near}"?`;
  },
};

describe("a name that the vocabulary refuses is reported with its rule and offset", () => {
  test.each<[string, string[]]>([
    ["{{ a }}{{ a.b.c }}", []],
    ["{{ b.c[0][a] }}", ["3 no-variable b.c[0][], known are a,hidden"]],
    ["{% for x in a %}{{ y }}{% endfor %}", ["19 no-variable y, known are a,hidden,x,forloop"]],
    ["{% with x=a %}{{ x.y }}{% endwith %}{{ x }}", ["39 no-variable x, known are a,hidden"]],
    ["{{ hidden.k }}", ["3 hidden hidden.k as hidden.k"]],
    ["{{ hidden|lookup:'k' }}", ["3 hidden hidden.k as hidden"]],
    ["{{ a[hidden.k] }}", ["5 hidden hidden.k as hidden.k"]],
    ["{{ a|default:hidden.k }}", ["13 hidden hidden.k as hidden.k"]],
    ["{% if not (a or hidden) %}{% endif %}", ["16 hidden hidden as hidden"]],
    ["{% for i in (1..hidden) %}{% endfor %}", ["16 hidden hidden as hidden"]],
    ["{{ (hidden|lookup:'k').j }}", ["4 hidden hidden.k as hidden"]],
    // Reported where the name is assigned, not again where it is read.
    ["{% assign x = hidden.k %}{{ x.j }}", ["14 hidden hidden.k as hidden.k"]],
    ["{% for hidden in a %}{% endfor %}", ["7 taken hidden"]],
    ["{% with hidden=a %}{% endwith %}", ["8 taken hidden"]],
    ["{% assign hidden = a %}{{ hidden.x }}", ["10 taken hidden"]],
    ["{% capture hidden %}{% endcapture %}", ["11 taken hidden"]],
    ["{% today as hidden %}", ["12 taken hidden"]],
    ["{% cycle 1 2 as hidden %}", ["16 taken hidden"]],
    ["{% firstof a as hidden %}", ["16 taken hidden"]],
    ["{% regroup a by b as hidden %}", ["21 taken hidden"]],
    ["{% include 'x' %}", ["0 no-files alone"]],
    ["{{ a|sample }}", ["5 no-chance never"]],
    ["{{ a|upcass }}", ['5 template-unknown-filter There is no filter "upcass". Did you mean "upcase"?']],
    ["{% assing x = 1 %}", ['0 template-unknown-tag There is no tag {% assing %}. Did you mean "assign"?']],
    [
      "{% filter upcass %}{% endfilter %}",
      ['10 template-unknown-filter There is no filter "upcass". Did you mean "upcase"?'],
    ],
  ])("%s", (template, findings) => {
    const parsed = parseTemplate(template, VOCABULARY);
    const found = parsed.ok ? [] : parsed.findings.map(({ offset, rule, message }) => `${offset} ${rule} ${message}`);
    expect(found).toEqual(findings);
  });
});

/** The variables that a template reads, as "variable | guard, guard". */
function uses(template: string): string[] {
  const parsed = parseTemplate(template, VOCABULARY);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.template.uses.map(({ path, guards }) =>
    [pathText(path), guards.map(pathText).join(", ")].filter((part) => part !== "").join(" | "),
  );
}

describe("the variables of every tag are known", () => {
  test.each<[string, string[]]>([
    ["{% with x=a.b y=a.c %}{{ x.d }}{{ y }}{% endwith %}", ["a.b", "a.c", "a.b.d", "a.c"]],
    ["{% with a.b as x %}{{ x.d }}{% endwith %}", ["a.b", "a.b.d"]],
    ["{% with x=a.b|upper %}{{ x.d }}{% endwith %}", ["a.b"]],
    ["{% with a=a.b %}{{ a.c }}{% endwith %}{{ a.d }}", ["a.b", "a.b.c", "a.d"]],
    ["{% firstof a.b a.c 'x' %}", ["a.b | a.b, a.c", "a.c | a.b, a.c"]],
    ["{% for k, v in a.b.items %}{{ k.x }}{{ v.y }}{% endfor %}", ["a.b", "a.b[].y"]],
    ["{% for x in a.items %}{{ x.y }}{% endfor %}", ["a | a.items", "a.items | a.items", "a.items[].y | a.items"]],
    ["{% for k, v in a.b %}{{ k.x }}{{ v.y }}{% endfor %}", ["a.b"]],
    ["{% for x in a limit:a.l offset:a.o reversed %}{% empty %}{{ a.e }}{% endfor %}", ["a", "a.l", "a.o", "a.e"]],
    ["{% for x in a %}{{ forloop.parentloop.counter }}{% endfor %}", ["a"]],
    ["{% cycle a.b a.c %}{% cycle 'g': a.d, a.e %}", ["a.b", "a.c", "a.d", "a.e"]],
    ["{% regroup a.b by c as g %}{{ g.0.list.x }}", ["a.b"]],
    ["{% widthratio a.b a.c 100 %}", ["a.b", "a.c"]],
    ["{% ifchanged a.b %}{{ a.c }}{% else %}{{ a.d }}{% endifchanged %}", ["a.b", "a.c", "a.d"]],
    ["{% filter default:a.b %}{{ a.c }}{% endfilter %}", ["a.b", "a.c"]],
    ["{% spaceless %}{{ a.b }}{% endspaceless %}{% autoescape on %}{{ a.c }}{% endautoescape %}", ["a.b", "a.c"]],
    ["{% liquid assign x = a.b\necho x.c %}", ["a.b", "a.b.c"]],
    ["{# {{ a.b }} #}{% verbatim %}{{ a.b }}{% endverbatim %}{% now 'Y' as y %}{{ y }}", []],
    ["{{ a.b or a.c }}", ["a.b | a.b, a.c", "a.c | a.b, a.c"]],
    ["{{ a.b == a.c }}", ["a.b", "a.c"]],
    ["{{ (a.b|lookup:'c').d }}", ["a.b.c"]],
    ["{% assign x = (a|lookup:'b c').d %}{{ x.e }}", ["a['b c']", "a['b c'].d.e"]],
    ["{% if a.b %}{% with x=a.b %}{{ x.c }}{% endwith %}{% endif %}", ["a.b | a.b", "a.b | a.b", "a.b.c | a.b"]],
  ])("%s", (template, expected) => {
    expect(uses(template)).toEqual(expected);
  });
});
