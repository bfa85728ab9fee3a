// Runs every filter and every tag on hostile events. For any event, a rendering gives JSON or a failure with its rule
// and position, within its limits.

import { describe, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import type { FilterEntry } from "#templates/dialect/filters/filter.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { TAGS } from "#templates/dialect/tags/registry.ts";
import { TEMPLATE_RENDER_RULES } from "#templates/rules.ts";
import { compiled, scopeOf } from "./sample-order.ts";

const LONG = 20_000;

/** Values of an event, as JSON. */
const VALUES: Readonly<Record<string, string>> = {
  letters: JSON.stringify("a".repeat(LONG)),
  words: JSON.stringify("ab ".repeat(LONG / 3)),
  spaces: JSON.stringify(" ".repeat(LONG)),
  openings: JSON.stringify("<".repeat(LONG)),
  tags: JSON.stringify("<a<b>".repeat(LONG / 5)),
  entities: JSON.stringify("&#x".repeat(LONG / 3)),
  percents: JSON.stringify("%99d%".repeat(LONG / 5)),
  emoji: JSON.stringify(`${"\u{1f600}".repeat(LONG / 4)}\ud83d`),
  zeros: JSON.stringify(`1${"0".repeat(LONG)}.5`),
  digits: `1${"0".repeat(LONG)}1`,
  number: "-1e308",
  numbers: JSON.stringify(Array.from({ length: 2_000 }, (_, index) => (index * 7) % 1_000)),
  same: JSON.stringify(Array(2_000).fill({ a: "x", b: [1], "": null })),
  nested: `${"[".repeat(30)}1${"]".repeat(30)}`,
  odd: '[{"toString":"x","valueOf":1,"toJSON":"x","then":"x","length":9,"next":1,"constructor":{"name":"x"}},[],{},"",null,true]',
  names: '{"__proto__":{"a":1},"constructor":1,"a":"b","size":9,"first":[1],"0":0,"items":"x"}',
  date: '"2024-02-30T25:61:61+99:99"',
  nothing: "null",
};

const event = parseJson(
  `{${Object.entries(VALUES)
    .map(([name, value]) => `"${name}":${value}`)
    .join()}}`,
) as JsonObject;
const scope = scopeOf(event);
const RULES: readonly string[] = TEMPLATE_RENDER_RULES;

/** Renders a body. A rendering beyond its time limit exceeds the timeout of a test. */
function render(body: Parameters<typeof compiled>[0]["body"]): void {
  const result = compiled({ body }).renderBody(scope);
  if (result.ok) {
    JSON.parse(result.value);
    return;
  }
  expect(RULES).toContain(result.problem.rule);
  expect(result.problem.pointer).toMatch(/^\/body/);
}

const ARGUMENTS = [
  "event.letters",
  "event.numbers",
  "event.names",
  "event.digits",
  "1000000000",
  "-1",
  "''",
  "event.nothing",
];

/** Uses of a filter with arguments of every kind and every valid number. */
function usesOf(name: string, { least, most, check }: FilterEntry): string[] {
  return ARGUMENTS.flatMap((argument, index) => {
    const count = Math.min(most, Math.max(least, index % 3));
    const given = [argument, ...ARGUMENTS].slice(0, count);
    const refused = check?.(given.map(literalOf)) !== undefined;
    return refused ? [] : [`${name}${given.map((one, at) => `${at === 0 ? ":" : ","} ${one}`).join("")}`];
  });
}

function literalOf(argument: string): { value: unknown } | undefined {
  if (argument.startsWith("event.")) return undefined;
  return { value: argument === "''" ? "" : Number(argument) };
}

describe("every filter", () => {
  test.each([...FILTERS])("%s, with any value of an event and any arguments", (name, entry) => {
    for (const use of usesOf(name, entry)) {
      for (const value of Object.keys(VALUES)) render([`{{ event.${value}|${use} }}`]);
    }
  });

  test.each([...FILTERS].filter(([, { least }]) => least === 0))("%s, applied many times", (name) => {
    for (const value of ["letters", "openings", "same", "odd", "digits"]) {
      render({ v: `{{ event.${value}${`|${name}`.repeat(40)} }}` });
    }
  });

  test.each([...FILTERS].filter(([, { least, check }]) => least === 1 && check === undefined))(
    "%s, of itself, many times over",
    (name) => {
      for (const value of ["letters", "same", "names", "digits"]) {
        render(`{% assign x = event.${value} %}{% for i in (1..40) %}{% assign x = x|${name}: x %}{% endfor %}{{ x }}`);
      }
    },
  );
});

/** Templates for each tag; `$` is replaced with a value of the event. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  "#": ["{% # $ %}"],
  assign: ["{% assign x = $ %}{{ x }}", "{% assign x = $|append: $ %}{{ x }}{{ x.a.b }}"],
  autoescape: ["{% autoescape on %}{{ $ }}{% endautoescape %}"],
  break: ["{% for x in $ %}{% break %}{% endfor %}"],
  capture: [
    "{% capture x %}{{ $ }}{{ $ }}{% endcapture %}{{ x }}",
    "{% for i in (1..900) %}{% capture x %}{{ x }}{{ $ }}{% endcapture %}{% endfor %}",
  ],
  case: ["{% case $ %}{% when $ %}{{ $ }}{% when event.same, event.nested %}x{% else %}y{% endcase %}"],
  comment: ["{% comment %}{{ $ }{% endcomment %}"],
  continue: ["{% for x in $ %}{% continue %}{{ x }}{% endfor %}"],
  cycle: ["{% for x in $ %}{% cycle $ 'b' %}{% endfor %}", "{% cycle $: 'a', $ %}"],
  filter: [
    "{% filter upper|cut:'A' %}{{ $ }}{% endfilter %}",
    "{% filter replace:'a',event.letters %}{{ $ }}{% endfilter %}",
  ],
  firstof: ["{% firstof $ event.nothing 'x' %}"],
  for: [
    "{% for x in $ %}{{ x }},{{ forloop.counter }}{% empty %}none{% endfor %}",
    "{% for x in $ limit:$ offset:$ reversed %}{{ x }}{% endfor %}",
    "{% for k, v in $.items %}{{ k }}{{ v }}{% endfor %}",
    "{% for x in $ %}{% for y in $ %}{% for z in $ %}{{ z }}{% endfor %}{% endfor %}{% endfor %}",
    "{% for x in (1..event.number) %}{{ $ }}{% endfor %}",
    "{% for x in ($..$) %}{% endfor %}",
  ],
  if: [
    "{% if $ %}{{ $ }}{% elif $ == event.same %}x{% endif %}",
    "{% if $ in event.same or event.letters in $ or $ < event.numbers %}x{% else %}{{ $ }}{% endif %}",
    "{% if $ is event.same and not $ contains $ %}x{% endif %}",
  ],
  ifchanged: [
    "{% for x in $ %}{% ifchanged %}{{ x }}{% endifchanged %}{% ifchanged x $ %}y{% else %}z{% endifchanged %}{% endfor %}",
  ],
  liquid: ["{% liquid\nassign x = $\necho x\n%}"],
  now: ["{% now 'c' %}"],
  raw: ["{% raw %}{{ $ }}{% endraw %}"],
  regroup: ["{% regroup $ by a as g %}{% for x in g %}{{ x.grouper }}{{ x.list }}{% endfor %}"],
  resetcycle: ["{% for x in $ %}{% cycle 'a' 'b' %}{% resetcycle %}{% endfor %}"],
  spaceless: ["{% spaceless %}{{ $ }} {{ $ }}{% endspaceless %}"],
  templatetag: ["{% templatetag openblock %}"],
  today: ["{% today %}", "{% today '%99Y' as x %}{{ x }}"],
  unless: ["{% unless $ %}{{ $ }}{% else %}{{ $ }}{% endunless %}"],
  verbatim: ["{% verbatim %}{{ $ }}{% endverbatim %}"],
  widthratio: ["{% widthratio $ $ $ %}", "{% widthratio $ 1 event.number as x %}{{ x }}"],
  with: ["{% with x=$ y=$|first %}{{ x }}{{ y }}{% endwith %}"],
  current_day: ["{% current_day %}"],
  current_weekday: ["{% current_weekday %}"],
  current_month: ["{% current_month %}"],
  current_month_name: ["{% current_month_name %}"],
  current_year: ["{% current_year %}"],
};

describe("every tag", () => {
  test("has templates in this file", () => {
    expect(Object.keys(TEMPLATES).sort()).toEqual([...TAGS.keys()].sort());
  });

  test.each(Object.entries(TEMPLATES))("%s, with any value of an event", (_name, templates) => {
    for (const template of templates) {
      for (const value of Object.keys(VALUES)) {
        const source = template.replaceAll("$", `event.${value}`);
        render([source]);
        render(source);
        render(
          `{"a": "${source.replaceAll("\n", " ")}"}`
            .replaceAll("liquid assign", "liquid\nassign")
            .replaceAll(" echo x", "\necho x\n"),
        );
        render({ a: `[${source}]` });
      }
    }
  });
});
