import { describe, expect, test } from "vitest";
import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { isExactNumber } from "#templates/dialect/values/numbers.ts";
import { evaluated } from "./filter-expression.ts";
import { TABLES } from "./tables.ts";

describe.each(Object.entries(TABLES))("%s", (name, rows) => {
  test.each(rows)("%s is %j (%s)", (expression, gives) => {
    const value = evaluated(expression);
    if (typeof value === "object" && value !== null && isExactNumber(value)) {
      expect({ source: value.source }).toEqual(gives);
      expect(JSON.stringify(value)).toBe(value.source);
    } else expect(value).toEqual(gives);
  });

  test("is in the registry", () => {
    expect(FILTERS.has(name)).toBe(true);
  });
});

test("every filter has a table", () => {
  expect(Object.keys(TABLES).sort()).toEqual([...FILTERS.keys()].sort());
});
