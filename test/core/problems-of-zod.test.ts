// The messages for zod's issues, with any schema. The messages for authors of flows and senders of events are tested with those
// schemas (flow/*-shape.test.ts, event/parse-event.test.ts).

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { ExactNumber } from "#core/exact-number.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";

const EXACT = new ExactNumber("12345678901234567890");

/** Each problem of a value as "pointer message". */
function problemsOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return error
    ? problemsOfZod(error, "rule", value, schema).map(({ pointer, message }) => `${pointer} ${message}`)
    : [];
}

const at = (schema: z.ZodType, value: unknown) => problemsOf(z.strictObject({ field: schema }), { field: value });

describe("a problem", () => {
  it("has the given rule, and a pointer with escaped names", () => {
    const schema = z.record(z.string(), z.string());
    const value = { "a/b": 1 };
    expect(problemsOfZod(schema.safeParse(value).error ?? new z.ZodError([]), "my-rule", value)).toEqual([
      { rule: "my-rule", pointer: "/a~1b", message: "Must be a text, but is 1: put it in quotes." },
    ]);
  });

  it.each<[string, z.ZodType, unknown, string]>([
    ["a missing text", z.string(), undefined, 'The field "field" is required: a text.'],
    ["a missing choice", z.enum(["a", "b"]), undefined, 'The field "field" is required: one of "a", "b".'],
    ["a missing constant", z.literal(1), undefined, 'The field "field" is required: 1.'],
    ["null", z.string(), null, "Must be a text, but is null."],
    ["a number for a text", z.string(), 1.5, "Must be a text, but is 1.5: put it in quotes."],
    ["a truth for a text", z.string(), false, "Must be a text, but is false: put it in quotes."],
    ["a text for a number", z.number(), "1", 'Must be a number, but is "1".'],
    ["a long number for a text", z.string(), EXACT, "Must be a text, but is 12345678901234567890: put it in quotes."],
    [
      "a long number for a number",
      z.number(),
      EXACT,
      "Must be a number, but is 12345678901234567890, which has more digits than a number can have here. An id is compared as a text, in quotes.",
    ],
    [
      "a very long number",
      z.boolean(),
      new ExactNumber("1".repeat(41)),
      "Must be true or false, but is a number of many digits.",
    ],
    ["a long text for a number", z.number(), "1".repeat(41), "Must be a number, but is a text of 41 characters."],
    ["a fraction for a whole number", z.int(), 0.5, "Must be a whole number, but is 0.5."],
    ["a text for a truth", z.boolean(), "yes", 'Must be true or false, but is "yes".'],
    ["an object for a list", z.array(z.string()), {}, "Must be a list, but is an object."],
    ["a list for an object", z.record(z.string(), z.string()), [], "Must be an object, but is a list."],
    ["a kind without a description", z.date(), "x", 'Must be date, but is "x".'],
    ["an empty text", z.string().min(1), "", "Must not be empty."],
    ["an empty list", z.array(z.int()).min(1), [], "Must not be empty."],
    ["a short text", z.string().min(2), "a", "Must have at least 2 characters."],
    ["a long text", z.string().max(1), "ab", "Must have at most 1 character."],
    ["a short list", z.array(z.int()).min(2), [1], "Must have at least 2 items."],
    ["a long list", z.array(z.int()).max(1), [1, 2], "Must have at most 1 item."],
    ["a small number", z.number().min(1), 0, "Must be at least 1."],
    ["a large number", z.number().max(10), 11, "Must be at most 10."],
    ["a number that must be above", z.number().gt(0), 0, "Must be more than 0."],
    ["a number that must be below", z.number().lt(1), 1, "Must be less than 1."],
    ["a time without a zone", z.iso.datetime(), "now", 'Must be a time with a zone, such as "2026-11-24T09:30:00Z".'],
    ["a text of another form", z.string().regex(/^[A-Z]{3}$/), "eur", "Must match /^[A-Z]{3}$/."],
    ["a schema's own words", z.string().regex(/^a/, "must begin with a"), "b", "Must begin with a."],
    ["a schema's own words about length", z.array(z.int()).length(1, "must hold one"), [], "Must hold one."],
    ["a schema's own sentence", z.string().refine(() => false, "Not a date."), "x", "Not a date."],
    [
      "a value that is not one of the choices",
      z.enum(["live", "draft"]),
      "off",
      'Must be one of "live", "draft", but is "off".',
    ],
    [
      "a value near to a choice",
      z.enum(["live", "draft"]),
      "Live",
      'Must be one of "live", "draft", but is "Live". Did you mean "live"?',
    ],
    ["a value that is not the constant, however near", z.literal("date"), "dates", 'Must be "date", but is "dates".'],
    ["a text that is none of several numbers", z.literal([1, 2]), "1", 'Must be one of 1, 2, but is "1".'],
    [
      "a value of no kind that may be",
      z.union([z.string(), z.int()]),
      null,
      "Must be a text or a number, but is null.",
    ],
    [
      "nothing where several kinds may be",
      z.union([z.string(), z.int()]),
      undefined,
      'The field "field" is required: a text or a number.',
    ],
    ["a value of one of the kinds", z.union([z.string().max(1), z.int()]), "ab", "Must have at most 1 character."],
  ])("describes %s", (_, schema, value, message) => {
    expect(at(schema, value)).toEqual([`/field ${message}`]);
  });

  it("is reported for each field and each item", () => {
    const schema = z.object({ a: z.string(), b: z.array(z.int()) });
    expect(problemsOf(schema, { b: [1, "2", 3.5] })).toEqual([
      '/a The field "a" is required: a text.',
      '/b/1 Must be a number, but is "2".',
      "/b/2 Must be a whole number, but is 3.5.",
    ]);
  });
});

it("of several shapes is that of the shape that fits best", () => {
  const shape = z.union([
    z.strictObject({ from: z.string(), to: z.string() }),
    z.strictObject({ on: z.string() }),
    z.string(),
  ]);
  expect(at(shape, { on: 5 })).toEqual(["/field/on Must be a text, but is 5: put it in quotes."]);
  expect(at(shape, { from: "a", to: 5 })).toEqual(["/field/to Must be a text, but is 5: put it in quotes."]);
});

describe("an unknown field", () => {
  const circle = z.strictObject({ type: z.literal("circle"), radius: z.number() });
  const square = z.strictObject({
    type: z.literal("square"),
    length: z.number(),
    style: z.strictObject({ fill: z.string() }).nullish(),
  });
  const drawing = z.strictObject({
    title: z.string().optional(),
    shapes: z.array(z.discriminatedUnion("type", [circle, square])).default([]),
  });

  it.each<[string, object, string]>([
    ["near to one that is missing", { titel: "x" }, '/titel There is no field "titel" here. Did you mean "title"?'],
    ["near to none", { colour: "red" }, '/colour There is no field "colour" here. Known here: "title", "shapes".'],
    [
      "near to one that is there",
      { title: "x", titel: "y" },
      '/titel There is no field "titel" here. Known here: "title", "shapes".',
    ],
    [
      "in one of several shapes, with the fields of that one alone",
      { shapes: [{ type: "circle", radius: 1, side: 2 }] },
      '/shapes/0/side There is no field "side" here. Known here: "type", "radius".',
    ],
    [
      "near to one of the same shape",
      {
        shapes: [
          { type: "circle", radius: 1 },
          { type: "square", length: 1, stile: null },
        ],
      },
      '/shapes/1/stile There is no field "stile" here. Did you mean "style"?',
    ],
    [
      "deep inside",
      { shapes: [{ type: "square", length: 1, style: { fill: "red", stroke: "red" } }] },
      '/shapes/0/style/stroke There is no field "stroke" here. Known here: "fill".',
    ],
  ])("is reported, %s", (_, value, problem) => {
    expect(problemsOf(drawing, value)).toEqual([problem]);
  });

  it("is reported without a suggestion if there is no schema", () => {
    const value = { titel: "x" };
    const { error } = drawing.safeParse(value);
    expect(error && problemsOfZod(error, "rule", value)).toEqual([
      { rule: "rule", pointer: "/titel", message: 'There is no field "titel" here. Remove it.' },
    ]);
  });

  it("is reported for each, together with other problems", () => {
    expect(problemsOf(drawing, { title: 1, a: 1, b: 2 }).map((problem) => problem.split(" ")[0])).toEqual([
      "/title",
      "/a",
      "/b",
    ]);
  });
});
