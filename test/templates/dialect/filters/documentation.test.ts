// Checks docs/template-filters.md: each example renders to the value next to it, each filter has one row, and the
// counts are correct.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Event } from "#core/event/event.ts";
import { FILTERS, LEFT_OUT_FILTERS } from "#templates/dialect/filters/registry.ts";
import { templateScope } from "#templates/template-scope.ts";
import { compiled, STEP_TIME } from "../../sample-order.ts";
import { DJANGO, KLAVIYO, LIQUID } from "./glossaries.ts";
import { TABLES } from "./tables.ts";

function documentation(file: string): string {
  return readFileSync(new URL(`../../../../docs/${file}`, import.meta.url), "utf8");
}

const text = documentation("template-filters.md");
const [, sample = ""] = /^```json\n(.*?)^```/ms.exec(documentation("templates.md")) ?? [];
const event: Event = { id: "e", time: STEP_TIME, received_at: STEP_TIME, ...JSON.parse(sample) };
const scope = templateScope(event, {}, STEP_TIME);

const rows = [...text.matchAll(/^\| `([a-z\d_]+)` \| .+? \| ([A-Z][A-Za-z, ]+) \| `(.+)` \| `(.+)` \|$/gm)].map(
  ([, name = "", glossaries = "", template = "", value = ""]) => ({
    name,
    glossaries,
    template: template.replaceAll("\\|", "|"),
    value: value.replaceAll("\\|", "|"),
  }),
);

describe("the tables of filters", () => {
  test.each(rows)("$template gives $value", ({ name, template, value }) => {
    expect(template).toContain(`|${name}`);
    const body = compiled({ body: [template] }).renderBody(scope);
    expect(body).toEqual({ ok: true, value: `[${value}]` });
  });

  test("have one row for each filter", () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...FILTERS.keys()].sort());
  });

  test.each(rows)("$name is in the glossaries of $glossaries", ({ name, glossaries }) => {
    const found = Object.entries({ Klaviyo: KLAVIYO, Django: DJANGO, Liquid: LIQUID })
      .filter(([, names]) => names.includes(name))
      .map(([glossary]) => glossary);
    expect(glossaries).toBe(found.join(", "));
  });
});

test("the filters that are left out have the reasons of the code", () => {
  const section = text.slice(text.indexOf("## Filters that are left out"), text.indexOf("## Tests"));
  const reasons = [...section.matchAll(/^\| `(.+)` \| (.+) \|$/gm)].map(([, name, reason]) => [name, reason]);
  expect(reasons).toEqual([...LEFT_OUT_FILTERS]);
});

test("the counts are those of the tables", () => {
  const sources = Object.values(TABLES).flatMap((table) => table.map(([, , source]) => source));
  const examples = ["django", "klaviyo", "liquid"].map((glossary) => {
    return sources.filter((source) => source === `${glossary} example`).length;
  });
  const [django, klaviyo, liquid] = [DJANGO, KLAVIYO, LIQUID].map((names) => {
    return [names.length, names.filter((name) => FILTERS.has(name)).length];
  });
  const counts =
    /Of Django's (\d+) .*? (\d+) are here, of Klaviyo's (\d+) names (\d+), of liquidjs's (\d+) names (\d+)/;
  const cases = /(\d+) are examples of Django's documentation, (\d+) of Klaviyo's, (\d+) of Liquid's/;
  const written = (pattern: RegExp) => pattern.exec(text.replaceAll("\n", " "))?.slice(1).map(Number);
  expect(written(counts)).toEqual([django, klaviyo, liquid].flat());
  expect(written(cases)).toEqual(examples);
  expect(text).toContain(`${FILTERS.size} in all`);
});
