import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "#core/canonical-json.ts";
import { parseJson } from "#core/parse-json.ts";

const canonical = (text: string) => canonicalJson(parseJson(text));

describe("equal values have one canonical text", () => {
  it.each([
    ["keys in another order", '{"a":1,"b":[{"c":1,"d":2}]}', '{ "b": [{"d":2,"c":1}], "a": 1 }'],
    ["keys that are numbers", '{"10":1,"9":2,"a":3}', '{"a":3,"9":2,"10":1}'],
    ["a key that objects inherit", '{"__proto__":1,"a":2}', '{"a":2,"__proto__":1}'],
    ["1 with a fraction", "1.0", "1"],
    ["1 with an exponent", "10e-1", "1"],
    ["zero with a sign", "-0", "0"],
    ["an escaped letter", '"\\u0061"', '"a"'],
    ["a long number with a fraction", "12345678901234567890", "12345678901234567890.00"],
    ["a long number with an exponent", "12345678901234567890", "1.2345678901234567890e19"],
    ["a long number with leading zeros in its fraction", "0.00012345678901234567890", "1.2345678901234567890E-4"],
    ["a number beyond the largest double", "1e400", "10.0e+399"],
    ["a negative number beyond the smallest double", "-1e-400", "-0.1e-399"],
    ["an exponent of any size", `1e${"9".repeat(30)}`, `10e${"9".repeat(29)}8`],
  ])("%s", (_, one, other) => {
    expect(canonical(other)).toBe(canonical(one));
  });
});

describe("different values have different canonical texts", () => {
  it.each([
    ["a number and its text", "1", '"1"'],
    ["a long number and its text", "12345678901234567890", '"12345678901234567890e0"'],
    ["numbers that differ beyond a double's digits", "12345678901234567890", "12345678901234567891"],
    ["a number and the nearest double", "0.1000000000000000055511151231257827", "0.1"],
    ["signs of a long number", "12345678901234567891", "-12345678901234567891"],
    ["powers of ten", "12345678901234567890", "123456789012345678900"],
    ["items in another order", "[1,2]", "[2,1]"],
    ["null and no field", '{"a":null}', "{}"],
    ["null and its text", "null", '"null"'],
    ["an empty list and an empty object", "[]", "{}"],
    ["a text that looks like two items", '["a","b"]', '["a\\",\\"b"]'],
    ["a key that looks like two", '{"a":1,"b":2}', '{"a\\":1,\\"b":2}'],
    ["halves of surrogate pairs", '"\\ud800"', '"\\ud801"'],
    ["a letter composed and decomposed", '"\\u00e9"', '"e\\u0301"'],
  ])("%s", (_, one, other) => {
    expect(canonical(other)).not.toBe(canonical(one));
  });
});

it("JSON whose objects are written in reverse has the same canonical text, and its canonical text parses to the same value", () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, item]) => [key, reversed(item)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(canonical(JSON.stringify(reversed(JSON.parse(text))))).toBe(canonical(text));
      expect(JSON.parse(canonical(text))).toEqual(JSON.parse(text));
    }),
  );
});

it("a number of 250,000 digits and an exponent of 250,000 digits take bounded work", () => {
  expect(canonical(`${"7".repeat(250_000)}0`)).toBe(`${"7".repeat(250_000)}e1`);
  expect(canonical(`1e${"9".repeat(250_000)}`)).toBe(`1e${"9".repeat(250_000)}`);
});
