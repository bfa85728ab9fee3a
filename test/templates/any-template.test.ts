// Properties of templates made of any tokens, and of outputs compared with liquidjs.

import fc from "fast-check";
import { Liquid, toValue } from "liquidjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isJsonObject, type JsonObject } from "#core/json.ts";
import type { TemplateScope } from "#templates/template-scope.ts";
import { compileWebhookTemplate } from "#templates/webhook-template.ts";
import { event, path } from "./arbitrary-events.ts";
import { scopeOf } from "./sample-order.ts";

const TOKENS = [
  ...[
    "{{",
    "}}",
    "{%",
    "%}",
    "{%-",
    "-%}",
    '"',
    "'",
    "|",
    ":",
    ",",
    ".",
    "[",
    "]",
    "(",
    ")",
    "..",
    "=",
    "==",
    ">",
    " ",
    "\n",
    "\\",
  ],
  ...[
    "event",
    "person",
    "secrets",
    "secrets.k",
    "email",
    "canary",
    "constructor",
    "__proto__",
    "nil",
    "empty",
    "forloop",
    "x",
    "1",
    "-1",
    "9e9",
  ],
  ...[
    "if",
    "elsif",
    "else",
    "endif",
    "for",
    "in",
    "endfor",
    "assign",
    "capture",
    "endcapture",
    "case",
    "when",
    "endcase",
    "cycle",
    "break",
  ],
  ...[
    "lookup",
    "map",
    "where",
    "join",
    "append",
    "date",
    "json",
    "slice",
    "sort",
    "first",
    "default",
    "url_encode",
    "base64_decode",
    "split",
  ],
  ...[
    "event.a",
    "event.Items",
    "echo",
    "liquid",
    "raw",
    "endraw",
    "comment",
    "endcomment",
    "today",
    "as",
    "unless",
    "endunless",
    "{",
    "}",
  ],
  ...[
    ..."elif empty with endwith firstof verbatim endverbatim spaceless endspaceless filter endfilter".split(" "),
    ..."ifchanged endifchanged regroup by resetcycle widthratio now current_day autoescape on endautoescape".split(" "),
    ..."and or not in is contains != < {# #} event.Items.items limit: reversed , x,".split(" "),
  ],
];
const OUTPUTS = [
  "{{ event }}",
  "{{ event.a | map: 'canary' }}",
  "{{ event.Items | where: 'canary' | json }}",
  "{{ event.b | group_by: 'constructor' }}",
  "{% for x in event.Items %}{{ x.canary }}{{ forloop.canary }}{% endfor %}",
  "{% assign x = nil %}{{ x.canary }}",
  "{{ event | lookup: 'canary' }}",
  "{{ event.a | sort: 'canary' | uniq | compact }}",
  "{{ event.a | sum: 'canary' }}{{ event.a.canary.size }}",
];

describe("a template of any tokens", () => {
  let touched = false;

  beforeEach(() => {
    touched = false;
    // Any read of an inherited property reads this one.
    Object.defineProperty(Object.prototype, "canary", {
      configurable: true,
      get() {
        touched = true;
        return "inherited";
      },
    });
  });

  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, "canary");
  });

  test("is refused or renders, never throws, and reads no inherited or secret property", () => {
    const token = fc.oneof({ arbitrary: fc.constantFrom(...TOKENS), weight: 9 }, fc.constantFrom(...OUTPUTS));
    const template = fc
      .array(fc.tuple(token, fc.constantFrom("", " ")), { maxLength: 30 })
      .map((list) => list.flat().join(""));
    let rendered = 0;
    fc.assert(
      fc.property(event, template, fc.boolean(), (properties, source, asText) => {
        const body = asText ? source : { a: source, [source]: 1 };
        const message = { url: `https://api.example.com/${source}`, headers: { "X-A": source }, body };
        rendered += rendersWell(message, scopeOf(properties));
        rendered += rendersWell({ url: "https://api.example.com/", body }, scopeOf(properties));
      }),
      { numRuns: 3_000 },
    );
    expect(touched).toBe(false);
    expect(rendered).toBeGreaterThan(100);
  });
});

/** Renders all parts of a message; 0 if it does not compile, 1 if it does. */
function rendersWell(message: Parameters<typeof compileWebhookTemplate>[0], scope: TemplateScope): number {
  const result = compileWebhookTemplate(message);
  if (!result.ok) {
    expect(result.problems.length).toBeGreaterThan(0);
    return 0;
  }
  const body = result.template.renderBody(scope);
  if (body.ok) {
    JSON.parse(body.value);
    expect(body.value).not.toContain("s3cret");
  }
  const url = result.template.renderUrl(scope, { k: "s3cret" });
  if (url.ok) expect(new URL(url.value).origin).toBe("https://api.example.com");
  result.template.renderHeaders(scope, { k: "s3cret" });
  return 1;
}

describe("an output", () => {
  // Filters with the same meaning in liquidjs. The tables in test/templates/dialect/filters have the others.
  const filter = fc.constantFrom("compact", "map: 'a'", "where: 'a', 1");
  const around = fc.constantFrom(
    ["", ""],
    ["{% assign v = event.a %}", ""],
    ["{% for v in event.Items %}", "{% endfor %}"],
    ["{% for event in event.Items %}", "{% endfor %}"],
    ["{% assign v = event.b %}{% for v in event.Items %}{% for v in v %}", "{% endfor %}{% endfor %}"],
  );

  test("has the same value as in liquidjs", () => {
    const liquid = new Liquid();
    const operand = fc.oneof(
      path,
      fc.constantFrom("v", "v.a", "v.first", "v[0]", "event.Items.last", "event['a']", "'x'", "2", "nil"),
    );
    const expression = fc.tuple(operand, fc.array(filter, { maxLength: 3 })).map((parts) => parts.flat().join(" | "));
    fc.assert(
      fc.property(event, expression, around, (properties, source, [before, after]) => {
        const scope = scopeOf(properties);
        const template = `${before}<{{ ${source} | json }}>${after}`;
        const result = compileWebhookTemplate({ url: "https://api.example.com/", body: [template] });
        fc.pre(/\bv\b/.test(before ?? "") || !source.startsWith("v"));
        // Loops over objects differ: test/templates/dialect/tags has their tests.
        fc.pre(!before?.includes("{% for") || !holdsObject(properties));
        if (!result.ok) throw new Error(JSON.stringify(result.problems));
        const text = result.template.renderBody(scope);
        expect(text.ok ? JSON.parse(text.value) : "fails").toEqual(stock(liquid, template, scope));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whether a loop over the items, or over one of them, may loop over an object. */
function holdsObject({ Items }: JsonObject): boolean {
  return isJsonObject(Items) || (Array.isArray(Items) && Items.some(isJsonObject));
}

/** The output of liquidjs with its default options. Its `json` writes nothing for an absent value. */
function stock(liquid: Liquid, template: string, scope: TemplateScope): unknown {
  liquid.registerFilter("json", (value: unknown) => JSON.stringify(toValue(value) ?? null));
  try {
    return [liquid.parseAndRenderSync(template, { event: scope.event, person: scope.person })];
  } catch {
    return "fails";
  }
}
