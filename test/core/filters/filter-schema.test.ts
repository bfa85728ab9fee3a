import { describe, expect, it } from "vitest";
import { filterSchema } from "#core/filters/filter.ts";
import { MAX_QUANTITY, MAX_REGEX_LENGTH, MAX_REGEX_SIZE, MAX_TEXT_LENGTH, MAX_VALUES } from "#core/filters/limits.ts";

const string = { type: "string", operator: "equals", value: "a" };
const numeric = { type: "numeric", operator: "equals", value: 1 };
const range = { type: "numeric", operator: "between", start: 1, end: 2 };
const regex = { type: "string", operator: "regex", value: "a" };
const set = { type: "string", operator: "in", value: ["a"] };
const date = { type: "date", operator: "before", date: "2026-06-10" };
const dates = { type: "date", operator: "between-static", start: "2026-06-10", end: "2026-06-11" };
const relative = { type: "date", operator: "in-the-last", unit: "day", quantity: 1 };
const relativeRange = { type: "date", operator: "between", unit: "day", start: 1, end: 2 };
const anniversary = { type: "date", operator: "anniversary-next", unit: "day", quantity: 1 };
const month = { type: "date", operator: "calendar-month", value: 1 };
const list = { type: "list", operator: "contains", value: "a" };
const length = { type: "list", operator: "length-equals", value: 0 };

describe("a filter is accepted", () => {
  it.each(
    [
      string,
      { ...string, value: "" },
      { ...string, value: "a".repeat(MAX_TEXT_LENGTH) },
      numeric,
      { ...range, end: 1 },
      { ...regex, value: "(a|b)*c{10}" },
      { ...set, value: Array.from({ length: MAX_VALUES }, String) },
      { ...date, date: "2026-06-10 13:30" },
      { ...dates, end: "2026-06-10" },
      { ...relative, quantity: MAX_QUANTITY },
      { ...relativeRange, start: 0, end: 0 },
      { ...anniversary, quantity: 366 },
      { ...anniversary, unit: "week", quantity: 52 },
      { ...month, value: 12 },
      { ...list, value: 5 },
      length,
      { type: "list", operator: "contains-all", value: ["a"] },
      { type: "boolean", operator: "equals", value: false },
      { type: "existence", operator: "not-set" },
    ].map((filter) => [JSON.stringify(filter).slice(0, 90), filter] as const),
  )("%s", (_shown, filter) => {
    expect(filterSchema.safeParse(filter).error).toBeUndefined();
  });
});

// Each refused filter, where its problem is, and a word of the message.
const refused: readonly (readonly [object | null, string, string])[] = [
  [null, "", "object"],
  [{ ...string, type: "text" }, "type", ""],
  [{ ...string, operator: "is" }, "operator", ""],
  [{ ...string, operator: "between" }, "operator", ""],
  [{ ...numeric, operator: "in" }, "operator", ""],
  [{ ...string, values: ["a"] }, "", '"values"'],
  [{ ...numeric, unit: "day" }, "", '"unit"'],
  [{ type: "existence", operator: "is-set", value: true }, "", '"value"'],
  [{ type: "boolean", operator: "equals", value: true, not: true }, "", '"not"'],
  [{ ...list, values: [] }, "", '"values"'],
  [{ ...date, time: "" }, "", '"time"'],
  [{ ...string, value: null }, "value", "null"],
  [{ ...string, value: 1 }, "value", "number"],
  [{ ...string, value: "a".repeat(MAX_TEXT_LENGTH + 1) }, "value", ""],
  [{ ...string, operator: "contains", value: "" }, "value", ""],
  [{ ...string, operator: "starts-with", value: "" }, "value", ""],
  [{ ...set, value: [] }, "value", ""],
  [{ ...set, value: "a" }, "value", "array"],
  [{ ...set, value: ["a", null] }, "value.1", "null"],
  [{ ...set, value: Array.from({ length: MAX_VALUES + 1 }, String) }, "value", ""],
  [{ ...regex, value: "" }, "value", ""],
  [{ ...regex, value: "(" }, "value", "missing closing )"],
  [{ ...regex, value: "(?=a)" }, "value", "(?="],
  [{ ...regex, value: "(a)\\1" }, "value", "\\1"],
  [{ ...regex, operator: "nregex", value: "[" }, "value", "missing closing ]"],
  [{ ...regex, value: `a{${MAX_REGEX_SIZE}}` }, "value", "too large"],
  [{ ...regex, value: "a".repeat(MAX_REGEX_LENGTH + 1) }, "value", ""],
  [{ ...numeric, value: "1" }, "value", "string"],
  [{ ...numeric, value: Number.POSITIVE_INFINITY }, "value", ""],
  [{ ...range, end: 0 }, "end", "less than its start"],
  [{ type: "boolean", operator: "equals", value: "true" }, "value", "string"],
  [{ type: "boolean", operator: "not-equals", value: true }, "operator", ""],
  [{ ...date, date: "10.6.2026" }, "date", "Not a date"],
  [{ ...date, date: "2026-02-29" }, "date", "Not a date"],
  [{ ...date, date: "2026-06-10T25:00:00Z" }, "date", "Not a date"],
  [{ ...date, date: "0026-06-10" }, "date", "Not a date"],
  [{ ...dates, end: "2026-06-09" }, "end", "less than its start"],
  [{ ...dates, start: "soon" }, "start", "Not a date"],
  [{ ...relative, quantity: 0 }, "quantity", ""],
  [{ ...relative, quantity: 1.5 }, "quantity", ""],
  [{ ...relative, quantity: MAX_QUANTITY + 1 }, "quantity", ""],
  [{ ...relative, unit: "month" }, "unit", ""],
  [{ ...relativeRange, start: 3 }, "end", "less than its start"],
  [{ ...relativeRange, start: -1 }, "start", ""],
  [{ ...relativeRange, end: MAX_QUANTITY + 1 }, "end", ""],
  [{ ...anniversary, quantity: 367 }, "quantity", "has an anniversary"],
  [{ ...anniversary, unit: "week", quantity: 53 }, "quantity", "has an anniversary"],
  [{ ...anniversary, quantity: 0 }, "quantity", ""],
  [{ ...month, value: 0 }, "value", ""],
  [{ ...month, value: 13 }, "value", ""],
  [{ ...list, value: null }, "value", ""],
  [{ ...list, value: 1.5 }, "value", ""],
  [{ ...list, operator: "contains-substring", value: "" }, "value", ""],
  [{ ...list, operator: "contains-any", value: [] }, "value", ""],
  [{ ...length, value: -1 }, "value", ""],
  [{ ...length, value: 0.5 }, "value", ""],
];

describe("a filter is refused", () => {
  it.each(refused.map(([filter, path, word]) => [JSON.stringify(filter).slice(0, 90), path, word, filter] as const))(
    "%s at %j",
    (_shown, path, word, filter) => {
      const issues = filterSchema.safeParse(filter).error?.issues ?? [];
      expect(issues).toHaveLength(1);
      expect(issues[0]?.path.join(".")).toBe(path);
      expect(issues[0]?.message).toContain(word);
    },
  );
});

it("a wrong operator is answered with the right ones", () => {
  const [issue] = filterSchema.safeParse({ ...list, operator: "includes" }).error?.issues ?? [];
  expect(issue).toMatchObject({
    code: "invalid_union",
    discriminator: "operator",
    options: expect.arrayContaining(["contains", "not-contains-all", "length-less-than"]),
  });
});
