// The tags of the three documentations: each exists, or is refused with a specific reason.

import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";
import { describe, expect, test } from "vitest";
import { TAGS } from "#templates/dialect/tags/registry.ts";
import { problemsOf } from "./sample-order.ts";

/** https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#built-in-tag-reference */
const DJANGO: readonly string[] = [
  ...["autoescape", "block", "comment", "csrf_token", "cycle", "debug", "extends", "filter", "firstof", "for", "if"],
  ...["ifchanged", "include", "load", "lorem", "now", "querystring", "regroup", "resetcycle", "spaceless"],
  ...["templatetag", "url", "verbatim", "widthratio", "with"],
];

/**
 * Klaviyo's tags in addition to Django's: https://help.klaviyo.com/hc/en-us/articles/4408802648731 and
 * https://developers.klaviyo.com/en/docs/django_message_design.
 */
const KLAVIYO: readonly string[] = [
  ...["barcode", "catalog", "coupon_code", "currency_format", "current_day", "current_month", "current_month_name"],
  ...["current_weekday", "current_year", "customobject", "customobjects", "has_category", "manage_preferences"],
  ...["manage_preferences_link", "render_variable", "today", "unsubscribe", "unsubscribe_link"],
  ...["update_property_link", "web_view", "web_view_link"],
];

/** https://liquidjs.com/tags/overview.html, for the installed version. */
const LIQUID: readonly string[] = Object.keys(new Liquid().tags);

/** The parser reads this tag itself, as an output. */
const ECHO = "echo";

const isHere = (name: string) => name === ECHO || TAGS.has(name);

describe.each([
  ["Django's", DJANGO],
  ["Klaviyo's", KLAVIYO],
  ["Liquid's", LIQUID],
])("of %s tags", (_whose, names) => {
  test.each(names.filter(isHere))("%s exists", (name) => {
    const refused = problemsOf({ body: [`{% ${name} %}`] }).map(({ rule }) => rule);
    expect(refused.filter((rule) => rule !== "template-syntax")).toEqual([]);
  });

  test.each(names.filter((name) => !isHere(name)))("%s is refused with a specific reason", (name) => {
    const [problem] = problemsOf({ body: [`x{% ${name} event.Code %}`] });
    expect(problem).toMatchObject({
      rule: expect.not.stringMatching("template-(unknown-tag|syntax)"),
      line: 1,
      column: 2,
    });
  });
});

test("every tag is in a glossary", () => {
  const names = [...DJANGO, ...KLAVIYO, ...LIQUID];
  expect([...TAGS.keys()].filter((name) => !names.includes(name))).toEqual([]);
});

test("the counts are those of docs/templates.md", () => {
  const text = readFileSync(new URL("../../docs/templates.md", import.meta.url), "utf8").replaceAll(/\s+/g, " ");
  const pattern =
    /Of Django's (\d+) tags (\d+) are here, of the (\d+) that Klaviyo adds (\d+), of liquidjs's (\d+) tags (\d+)/;
  const counts = [DJANGO, KLAVIYO, LIQUID].flatMap((names) => [names.length, names.filter(isHere).length]);
  expect(pattern.exec(text)?.slice(1).map(Number)).toEqual(counts);
});
