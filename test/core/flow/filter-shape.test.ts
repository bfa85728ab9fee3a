// The problems of trigger filters: the location inside the filter, and the values that are allowed there.

import { describe, expect, it } from "vitest";
import { filtered, shapeProblems, triggered } from "#support/flow-files.ts";

const GROUPS = "/definition/triggers/0/trigger_filter/condition_groups";
const CONDITION = `${GROUPS}/0/conditions/0`;
const FILTER = `${CONDITION}/filter`;

const KINDS = '"string", "numeric", "boolean", "date", "list", "existence"';
const TEXT_OPERATORS =
  '"equals", "not-equals", "contains", "not-contains", "starts-with", "not-starts-with", "ends-with", ' +
  '"not-ends-with", "regex", "nregex", "in", "not-in"';
const NUMBER_OPERATORS =
  '"equals", "not-equals", "greater-than", "greater-than-or-equal", "less-than", "less-than-or-equal", "between"';
const DATE_OPERATORS =
  '"before", "after", "between-static", "in-the-last", "in-the-next", "at-least", "between", "anniversary-last", ' +
  '"anniversary-next", "anniversary", "anniversary-month", "calendar-month"';

const text = { type: "string", operator: "equals", value: "København" };
const date = { type: "date", operator: "in-the-last", unit: "day", quantity: 3 };

// The filter, and its problems: the location inside the filter, and the message.
const refused: readonly (readonly [unknown, readonly string[]])[] = [
  [undefined, [' The field "filter" is required: an object.']],
  [null, [" Must be an object, but is null."]],
  ["København", [' Must be an object, but is "København".']],
  [{}, [`/type The field "type" is required: one of ${KINDS}.`]],
  [{ ...text, type: "text" }, [`/type Must be one of ${KINDS}, but is "text".`]],
  [{ ...text, type: "strings" }, [`/type Must be one of ${KINDS}, but is "strings". Did you mean "string"?`]],
  [{ ...text, type: 7 }, [`/type Must be one of ${KINDS}, but is 7.`]],
  [{ type: "string", value: "a" }, [`/operator The field "operator" is required: one of ${TEXT_OPERATORS}.`]],
  [
    { ...text, operator: "equal" },
    [`/operator Must be one of ${TEXT_OPERATORS}, but is "equal". Did you mean "equals"?`],
  ],
  [{ ...text, operator: "greater-than" }, [`/operator Must be one of ${TEXT_OPERATORS}, but is "greater-than".`]],
  [
    { type: "numeric", operator: "contains", value: 1 },
    [`/operator Must be one of ${NUMBER_OPERATORS}, but is "contains".`],
  ],
  [
    { type: "date", operator: "in_last", unit: "day", quantity: 3 },
    [`/operator Must be one of ${DATE_OPERATORS}, but is "in_last".`],
  ],
  [{ type: "boolean", operator: "is", value: true }, ['/operator Must be "equals", but is "is".']],
  [{ type: "existence", operator: "exists" }, ['/operator Must be one of "is-set", "not-set", but is "exists".']],
  [{ ...text, value: 2100 }, ["/value Must be a text, but is 2100: put it in quotes."]],
  [{ ...text, value: true }, ["/value Must be a text, but is true: put it in quotes."]],
  [{ ...text, value: ["a"] }, ["/value Must be a text, but is a list."]],
  [
    { type: "string", operator: "equals", values: "a" },
    ['/value The field "value" is required: a text.', '/values There is no field "values" here. Did you mean "value"?'],
  ],
  [{ ...text, operator: "in" }, ['/value Must be a list, but is "København".']],
  [{ ...text, operator: "in", value: [] }, ["/value Must not be empty."]],
  [{ ...text, operator: "in", value: ["a", 5] }, ["/value/1 Must be a text, but is 5: put it in quotes."]],
  [{ ...text, operator: "contains", value: "" }, ["/value Must not be empty."]],
  [{ ...text, value: "a".repeat(1_001) }, ["/value Must have at most 1000 characters."]],
  [{ ...text, operator: "in", value: Array.from({ length: 501 }, String) }, ["/value Must have at most 500 items."]],
  [
    { ...text, operator: "regex", value: "(" },
    ["/value The regular expression is not valid RE2 syntax: error parsing regexp: missing closing ): `(`."],
  ],
  [{ type: "numeric", operator: "equals", value: "5" }, ['/value Must be a number, but is "5".']],
  [{ type: "numeric", operator: "equals", value: Number.NaN }, ["/value Must be a number, but is NaN."]],
  [
    { type: "numeric", operator: "between", start: 5, end: 1 },
    ["/end The end of a range must not be less than its start. Exchange them, or correct one."],
  ],
  [
    { type: "numeric", operator: "between", value: 5 },
    [
      '/start The field "start" is required: a number.',
      '/end The field "end" is required: a number.',
      '/value There is no field "value" here. Known here: "type", "operator", "start", "end".',
    ],
  ],
  [{ type: "boolean", operator: "equals", value: "true" }, ['/value Must be true or false, but is "true".']],
  [
    { type: "date", operator: "before", date: "24.11.2026" },
    ["/date Not a date. Write 2026-11-08 or 2026-11-08T13:30:00Z."],
  ],
  [
    { ...date, unit: "month", quantity: 1.5 },
    ['/unit Must be one of "hour", "day", "week", but is "month".', "/quantity Must be a whole number, but is 1.5."],
  ],
  [{ ...date, quantity: 0 }, ["/quantity Must be at least 1."]],
  [{ ...date, quantity: 10_001 }, ["/quantity Must be at most 10000."]],
  [{ type: "list", operator: "contains" }, ['/value The field "value" is required: a text or a number.']],
  [{ type: "list", operator: "contains", value: 1.5 }, ["/value Must be a text or a whole number, but is 1.5."]],
  [{ type: "list", operator: "contains", value: "a".repeat(1_001) }, ["/value Must have at most 1000 characters."]],
  [{ type: "list", operator: "length-equals", value: -1 }, ["/value Must be at least 0."]],
];

describe("a trigger filter is refused, with the location of each problem inside the filter:", () => {
  it.each(refused.map(([filter, problems]) => [JSON.stringify(filter)?.slice(0, 80), filter, problems] as const))(
    "%s",
    (_shown, filter, problems) => {
      expect(shapeProblems(filtered(filter))).toEqual(problems.map((problem) => FILTER + problem));
    },
  );
});

describe("the conditions around filters are refused", () => {
  const metric = { type: "metric", id: "Placed Order" };
  const condition = { type: "metric-property", field: "City", filter: text };

  it.each<[string, unknown, string[]]>([
    ["that have no groups", {}, [`${GROUPS} The field "condition_groups" is required: a list.`]],
    ["that have an empty list of groups", { condition_groups: [] }, [`${GROUPS} Must not be empty.`]],
    [
      "that are outside a group",
      { conditions: [condition] },
      [
        `${GROUPS} The field "condition_groups" is required: a list.`,
        '/definition/triggers/0/trigger_filter/conditions There is no field "conditions" here. Known here: "condition_groups".',
      ],
    ],
    ["in an empty group", { condition_groups: [{ conditions: [] }] }, [`${GROUPS}/0/conditions Must not be empty.`]],
    [
      "that are more than a hundred",
      {
        condition_groups: [
          { conditions: Array.from({ length: 99 }, () => condition) },
          { conditions: [condition, condition] },
        ],
      },
      [`${GROUPS} A filter may have at most 100 conditions, all groups together. Remove some, or use the operator in.`],
    ],
  ])("%s", (_, trigger_filter, problems) => {
    expect(shapeProblems(triggered({ ...metric, trigger_filter }))).toEqual(problems);
  });

  it.each<[string, object, string[]]>([
    [
      "on a profile",
      { type: "profile-property" },
      [`${CONDITION}/type Must be "metric-property", but is "profile-property".`],
    ],
    [
      "without a field",
      { field: undefined, property: "City" },
      [
        `${CONDITION}/field The field "field" is required: a text.`,
        `${CONDITION}/property There is no field "property" here. Known here: "type", "metric_id", "field", "filter".`,
      ],
    ],
    ["on an empty field", { field: "" }, [`${CONDITION}/field Must not be empty.`]],
    [
      "on a field of 257 characters",
      { field: "f".repeat(257) },
      [`${CONDITION}/field Must have at most 256 characters.`],
    ],
  ])("%s", (_, changes, problems) => {
    expect(shapeProblems(filtered(text, { ...changes }))).toEqual(problems);
  });
});
