import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber } from "#core/exact-number.ts";
import { parseJson } from "#core/parse-json.ts";

describe("JSON is read as JSON.parse reads it", () => {
  it("with any content", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("also if a text looks like a number with many digits", () => {
    const value = { id: "12345678901234567890", note: "call 12345678901234567890, or 1e999", hash: "3e4f1e999" };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
  });

  it.each(["", "{", "[1,]", '{"a": 12345678901234567890', "01234567890123456789"])("%j is not JSON", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

describe("a number that a double can't hold keeps its digits", () => {
  const long = "12345678901234567890";
  it.each<[string, unknown]>([
    [long, new ExactNumber(long)],
    [`-${long}`, new ExactNumber(`-${long}`)],
    [`[${long}]`, [new ExactNumber(long)]],
    [`[1,${long} ,2]`, [1, new ExactNumber(long), 2]],
    [`{"a":${long}}`, { a: new ExactNumber(long) }],
    [`{"a": {"b": [\n${long}\n]}}`, { a: { b: [new ExactNumber(long)] } }],
    ["[12345678.9012345675]", [new ExactNumber("12345678.9012345675")]],
    ["[1234567.89012345675]", [new ExactNumber("1234567.89012345675")]],
    ["[12345678901234567e5]", [new ExactNumber("12345678901234567e5")]],
    ["[9007199254740993]", [new ExactNumber("9007199254740993")]],
    ["[1e400, -1E+400, 1e-400, 1.5e999]", ["1e400", "-1E+400", "1e-400", "1.5e999"].map((n) => new ExactNumber(n))],
    ["[1e300, 1234567890123456, 0.30000000000000004]", [1e300, 1_234_567_890_123_456, 0.1 + 0.2]],
    // Of two fields with the same name, the last one counts.
    [`{"a":${long}1,"a":${long}2}`, { a: new ExactNumber(`${long}2`) }],
    [`{"a":1,"a":${long}}`, { a: new ExactNumber(long) }],
    [`{"a":${long},"a":"x"}`, { a: "x" }],
  ])("%s", (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it("under any name", () => {
    const text = `{"__proto__":${long},"toJSON":${long},"source":${long},"":${long},"1":${long}}`;
    const parsed = parseJson(text);
    expect(Object.keys(Object(parsed)).sort()).toEqual(["", "1", "__proto__", "source", "toJSON"]);
    expect(JSON.parse(JSON.stringify(Object.entries(Object(parsed))))).toHaveLength(5);
  });

  it("and is written unchanged", () => {
    const digits = fc.stringMatching(/^-?[1-9]\d{0,30}(\.\d{0,30}[1-9])?(e-?\d{1,4})?$/);
    fc.assert(
      fc.property(fc.array(digits), (numbers) => {
        const text = `[${numbers.join(",")}]`;
        const parsed = parseJson(text);
        expect(parseJson(JSON.stringify(parsed))).toEqual(parsed);
        for (const [index, source] of numbers.entries()) {
          const number: unknown = Reflect.get(Object(parsed), index);
          if (number instanceof ExactNumber) expect(number.source).toBe(source);
          else expect(number).toBe(Number(source));
        }
      }),
    );
  });

  it("except deeper than values may nest, where it is the nearest double", () => {
    const deep = `${"[".repeat(100_000)}${long}${"]".repeat(100_000)}`;
    let value: unknown = parseJson(deep);
    while (Array.isArray(value)) [value] = value;
    expect(value).toBe(Number(long));
  });
});
