import { describe, expect, it } from "vitest";
import { ExactNumber } from "#core/exact-number.ts";
import { isJsonObject, type JsonValue, ownProperty } from "#core/json.ts";

describe("a JSON object", () => {
  it.each<[JsonValue | undefined, boolean]>([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    ["{}", false],
    [0, false],
    [undefined, false],
    [new ExactNumber("12345678901234567890"), false],
  ])("is %j: %j", (value, expected) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});

describe("an own property", () => {
  it("is found under any name", () => {
    const object = JSON.parse('{"a": 1, "toString": 2, "__proto__": 3, "none": null}');
    expect(["a", "toString", "__proto__", "none"].map((key) => ownProperty(object, key))).toEqual([1, 2, 3, null]);
  });

  it("is never an inherited one", () => {
    expect(["toString", "__proto__", "constructor"].map((key) => ownProperty({}, key))).toEqual(
      Array(3).fill(undefined),
    );
  });
});
