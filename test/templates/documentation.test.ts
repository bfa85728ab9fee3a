// Checks docs/templates.md: each example renders to the value next to it, and each refusal has its rule.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Event } from "#core/event/event.ts";
import * as dialectLimits from "#templates/dialect/dialect.ts";
import * as messageLimits from "#templates/limits.ts";
import { templateScope } from "#templates/template-scope.ts";
import { compiled, problemsOf, STEP_TIME } from "./sample-order.ts";

const limits = { ...dialectLimits, ...messageLimits };
const text = readFileSync(new URL("../../docs/templates.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/^```(json|yaml)\n(.*?)^```/gms)].map(([, kind, content = ""]) => ({ kind, content }));
const [eventBlock, ...examples] = blocks;
const event: Event = { id: "e", time: STEP_TIME, received_at: STEP_TIME, ...JSON.parse(eventBlock?.content ?? "") };
const scope = templateScope(event, {}, STEP_TIME);

function rendered(body: Parameters<typeof problemsOf>[0]["body"]): unknown {
  const result = compiled({ body }).renderBody(scope);
  if (!result.ok) throw new Error(result.problem.message);
  return JSON.parse(result.value);
}

describe("the bodies", () => {
  const pairs = examples.flatMap((block, index) => {
    const next = examples[index + 1];
    return block.kind === "yaml" && next?.kind === "json" ? [[parse(block.content), JSON.parse(next.content)]] : [];
  });

  test.each(pairs)("%j", (body, value) => {
    expect(rendered(body)).toEqual(value);
  });

  test("are two", () => {
    expect(pairs).toHaveLength(2);
  });
});

describe("the tables of templates", () => {
  const rows = [...text.matchAll(/^\| `(.+?)` \| `(.+)` \|$/gm)].map(([, template = "", value = ""]) => [
    template.replaceAll("\\|", "|"),
    value,
  ]);

  test.each(rows)("%s gives %s", (template, value) => {
    expect(JSON.stringify(rendered([template ?? ""]))).toBe(`[${value}]`);
  });

  test("are not empty", () => {
    expect(rows.length).toBeGreaterThan(25);
  });
});

describe("the refusals", () => {
  const rows = [...text.matchAll(/^- `(.+?)` \(`(template-[a-z-]+)`\)/gm)].map(([, template = "", rule = ""]) => [
    template,
    rule,
  ]);

  test.each(rows)("%s is %s", (template, rule) => {
    expect(problemsOf({ body: [template ?? ""] })[0]?.rule).toBe(rule);
  });

  test("are not empty", () => {
    expect(rows.length).toBeGreaterThan(18);
  });
});

test("the URL and headers compile and read two secrets", () => {
  const message = parse(examples.at(-1)?.content ?? "");
  const template = compiled(message);
  expect(template.secrets).toEqual(["shop_key", "shop_token"]);
  expect(template.renderUrl(scope, { shop_key: "k", shop_token: "t" })).toEqual({
    ok: true,
    value: "https://api.example.com/orders/A-1001?mail=shah%40example.com&key=k",
  });
});

test("the limits are those of the code", () => {
  const numbers = [
    limits.MAX_TEMPLATE_LENGTH,
    limits.MAX_BLOCK_DEPTH,
    limits.MAX_EXPRESSION_DEPTH,
    limits.MAX_EXPRESSION_PARTS,
    limits.MAX_BODY_VALUES,
    limits.MAX_BODY_DEPTH,
    limits.MAX_BODY_BYTES / 1024,
    limits.MAX_RENDERED_DEPTH,
    limits.MAX_VALUE_LENGTH,
    limits.MAX_VALUE_DEPTH,
    limits.MAX_URL_LENGTH,
    limits.MAX_HEADERS,
    limits.MAX_HEADER_LENGTH,
    limits.MAX_LOOP_PASSES,
    limits.MAX_FILTER_OUTPUT,
    limits.MAX_RENDER_MS / 1000,
  ];
  const table = text.slice(text.indexOf("## Limits"));
  expect([...table.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(",", "")))).toEqual(numbers);
});
