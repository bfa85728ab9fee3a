import { describe, expect, test } from "vitest";
import { eventModel } from "../../../lib/ingest/event-model.ts";

const model = eventModel("plain");

/** Every schema inside a schema, by its path. */
function* schemas(schema: unknown, path = ""): Generator<[string, Record<string, unknown>]> {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return;
  const object = schema as Record<string, unknown>; // JSON, and neither null nor a list
  yield [path, object];
  for (const [name, inner] of Object.entries(object["properties"] ?? {})) yield* schemas(inner, `${path}/${name}`);
}

const byPath = Object.fromEntries(schemas(model));

describe("the model of an event", () => {
  test("asks for what an event must have", () => {
    expect(model).toMatchObject({
      $schema: "http://json-schema.org/draft-04/schema#",
      type: "object",
      required: ["metric", "profile"],
      additionalProperties: false,
    });
  });

  test("uses only words that API Gateway knows", () => {
    const known = new Set(
      "$schema title type properties required additionalProperties minLength maxLength pattern enum minimum maximum".split(
        " ",
      ),
    );
    const used = new Set(Object.values(byPath).flatMap((schema) => Object.keys(schema)));
    expect([...used].filter((word) => !known.has(word))).toEqual([]);
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

  test.each([
    ["2026-07-01T10:00:00Z", true],
    ["2026-07-01T10:00:00.123+02:00", true],
    ["2026-07-01", false],
    ["2026-02-30T10:00:00Z", false],
    ["tomorrow", false],
  ])("the time %s: %s", (time, good) => {
    expect(new RegExp(String(byPath["/time"]?.["pattern"])).test(time)).toBe(good);
  });

  test("uses no regular expression that only new engines know", () => {
    for (const { pattern } of Object.values(byPath)) expect(String(pattern)).not.toMatch(/\(\?<|\\p\{|\(\?i/);
  });
});

test("the model is far below the largest that API Gateway takes, 400 KB", () => {
  expect(JSON.stringify(model).length).toBeLessThan(20_000);
});
