import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonText, partOf } from "#cli/flow-tests/judge.ts";
import type { JsonObject, JsonValue } from "#core/json.ts";

/** Any JSON value. The type of fast-check is wider than JsonValue. */
const json = fc.jsonValue().map((value): JsonValue => JSON.parse(JSON.stringify(value)));

describe("the text of a value", () => {
  it("does not depend on the order of fields", () => {
    const value = { b: [{ y: 1, x: 2 }], a: null };
    expect(jsonText(value)).toBe(jsonText({ a: null, b: [{ x: 2, y: 1 }] }));
    expect(jsonText(value)).not.toBe(jsonText({ a: null, b: [{ x: 1, y: 2 }] }));
  });

  it("distinguishes the order of lists, and numbers from texts", () => {
    expect(jsonText([1, 2])).not.toBe(jsonText([2, 1]));
    expect(jsonText(1)).not.toBe(jsonText("1"));
  });

  it("is equal for two values if and only if they are equal", () => {
    const some = fc.oneof(json, fc.constantFrom<JsonValue>([], {}, [1], { a: 1 }, { a: 1, b: [] }, { a: 1, b: {} }));
    fc.assert(fc.property(some, some, (a, b) => (jsonText(a) === jsonText(b)) === isDeepStrictEqual(a, b)));
  });

  it("parses back to the value", () => {
    fc.assert(fc.property(json, (value) => jsonText(JSON.parse(jsonText(value))) === jsonText(value)));
  });
});

describe("the part of a value that another one mentions", () => {
  it.each<[JsonValue, JsonValue, JsonValue]>([
    [{ a: 1, b: 2 }, { a: 5 }, { a: 1 }],
    [{ a: { x: 1, y: 2 }, b: 2 }, { a: { x: 0 } }, { a: { x: 1 } }],
    [{ a: 1 }, { a: 1, c: 3 }, { a: 1 }],
    [[{ a: 1, b: 2 }, { a: 3 }], [{ a: 0 }], [{ a: 1 }, { a: 3 }]],
    [{ a: [1, 2] }, { a: "x" }, { a: [1, 2] }],
    ["text", { a: 1 }, "text"],
    [{ a: { b: 1 } }, {}, {}],
  ])("of %j for %j is %j", (value, part, found) => {
    expect(partOf(value, part)).toEqual(found);
  });

  it("is the whole value if all of it is mentioned", () => {
    fc.assert(fc.property(json, (value) => jsonText(partOf(value, value)) === jsonText(value)));
  });

  it("never contains inherited fields", () => {
    const part: JsonObject = JSON.parse('{"toString": 1, "__proto__": 1}');
    expect(Object.keys(partOf({ a: 1 }, part) as JsonObject)).toEqual([]);
  });
});
