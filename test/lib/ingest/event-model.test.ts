import { describe, expect, test } from "vitest";
import * as z from "zod";
import { eventModel, modelOf } from "../../../lib/ingest/event-model.ts";
import { MODELLED_FORMATS } from "./model-cases.ts";

const model = eventModel("plain");

/** Every schema inside a schema, by its path. */
function* schemas(schema: unknown, path = ""): Generator<[string, Record<string, unknown>]> {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
  const object = schema as Record<string, unknown>; // JSON, and neither null nor a list
  yield [path, object];
  for (const [name, inner] of Object.entries(object["properties"] ?? {})) yield* schemas(inner, `${path}/${name}`);
}

const byPath = Object.fromEntries(schemas(model));

describe("the model of an event in the plain format", () => {
  test("asks for the required fields of an event", () => {
    expect(model).toMatchObject({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      required: ["metric", "profile"],
      additionalProperties: false,
    });
  });

  test.each([
    ["/metric", { type: "string", minLength: 1, maxLength: 127 }],
    ["/value", { type: ["number", "null"] }],
    ["/unique_id", { type: ["string", "null"], minLength: 1, maxLength: 255 }],
    ["/profile/email", { type: ["string", "null"], maxLength: 255 }],
    ["/profile/location", { type: ["object", "null"], additionalProperties: false }],
    ["/profile/location/latitude", { type: ["number", "string", "null"] }],
    ["/properties", { type: "object" }],
  ])("%s", (path, expected) => {
    expect(byPath[path]).toMatchObject(expected);
  });

  test("lets properties be any object", () => {
    for (const path of ["/properties", "/profile/properties"]) {
      expect(byPath[path]?.["additionalProperties"] ?? {}).toEqual({});
      expect(byPath[path]?.["properties"]).toBeUndefined();
    }
  });
});

describe.each(MODELLED_FORMATS)("the model of an event in the format %s", (format) => {
  const inside = [...schemas(eventModel(format))];

  test("has only keywords that every validator reads alike", () => {
    const known = "$schema title type properties required additionalProperties minLength maxLength pattern enum".split(
      " ",
    );
    const used = new Set(inside.flatMap(([, schema]) => Object.keys(schema)));
    expect([...used].filter((word) => !known.includes(word))).toEqual([]);
  });

  test("is far below the largest that API Gateway takes, 400 KB", () => {
    expect(JSON.stringify(eventModel(format)).length).toBeLessThan(20_000);
  });
});

interface Tree {
  readonly children: readonly Tree[];
}
const tree: z.ZodType<Tree> = z.strictObject({ children: z.array(z.lazy(() => tree)) });
const named = z.strictObject({ a: z.string() }).meta({ id: "named" });

describe("a schema with a keyword that validators read differently loses it, and accepts more", () => {
  test.each<[string, z.ZodType, object]>([
    [
      "a recursive schema",
      tree,
      {
        type: "object",
        required: ["children"],
        properties: { children: { type: "array" } },
        additionalProperties: false,
      },
    ],
    [
      "a schema with an id",
      z.object({ a: named, b: named }),
      { type: "object", properties: { a: {}, b: {} }, required: ["a", "b"] },
    ],
    ["a bound that is excluded", z.number().gt(1).lt(9), { type: "number", minimum: 1, maximum: 9 }],
    ["an integer", z.number().int().min(1).max(9), { type: "number", minimum: 1, maximum: 9 }],
    ["a list with bounds", z.array(z.string()).min(1).max(2), { type: "array" }],
    ["a record", z.record(z.string().max(3), z.number()), { type: "object" }],
    [
      "an object of any other fields",
      z.looseObject({ a: z.string() }),
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    ["a format", z.string().meta({ format: "email" }), { type: "string" }],
    ["a pattern with a look-behind", z.string().regex(/(?<=a)b/), { type: "string" }],
    ["a pattern with a named group", z.string().regex(/(?<name>a)/), { type: "string" }],
    ["a pattern with a class of Unicode", z.string().regex(/^\p{L}+$/u), { type: "string" }],
    ["a pattern", z.string().regex(/^[A-Z]{3}$/), { type: "string", pattern: "^[A-Z]{3}$" }],
    [
      "an object or null",
      z.strictObject({}).nullable(),
      { type: ["object", "null"], properties: {}, additionalProperties: false },
    ],
    [
      "a text, a number or null",
      z.union([z.string().min(1), z.number()]).nullish(),
      { type: ["string", "number", "null"], minLength: 1 },
    ],
    ["listed texts", z.enum(["a", "b"]), { type: "string", enum: ["a", "b"] }],
  ])("%s", (_, schema, expected) => {
    expect(modelOf(schema)).toEqual({ $schema: expect.any(String), title: "Event", ...expected });
  });

  test.each<[string, z.ZodType]>([
    ["listed texts or null", z.enum(["a"]).nullable()],
    ["two objects", z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })])],
    ["a number or an integer with a bound", z.union([z.number(), z.number().int().max(3)])],
    ["two texts", z.union([z.string().max(3), z.string().min(9)])],
  ])("alternatives of one type: %s", (_, schema) => {
    expect(modelOf(z.strictObject({ a: schema }))).toMatchObject({ properties: { a: {} } });
    expect([...schemas(modelOf(z.strictObject({ a: schema })))].at(-1)?.[1]).toEqual({});
  });
});
