import { describe, expect, test } from "vitest";
import { LEFT_OUT_FILTERS } from "#templates/dialect/filters/left-out.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { DJANGO, KLAVIYO, LIQUID } from "./glossaries.ts";

describe.each([
  ["Django's", DJANGO],
  ["Klaviyo's", KLAVIYO],
  ["Liquid's", LIQUID],
])("of %s filters", (_whose, names) => {
  test.each(names)("%s is there or left out for a reason", (name) => {
    expect([FILTERS.has(name), LEFT_OUT_FILTERS.has(name)]).toContain(true);
    expect([FILTERS.has(name), LEFT_OUT_FILTERS.has(name)]).toContain(false);
  });

  test("none is named twice", () => {
    expect(new Set(names).size).toBe(names.length);
  });
});

test.each([...FILTERS])("%s comes from where its name does", (name, { origin }) => {
  const glossary = DJANGO.includes(name) ? "Django" : KLAVIYO.includes(name) ? "Klaviyo" : "Liquid";
  expect(origin).toBe(glossary);
});

test("every filter that is left out has a name in a glossary", () => {
  const names = [...DJANGO, ...KLAVIYO, ...LIQUID];
  expect([...LEFT_OUT_FILTERS.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
