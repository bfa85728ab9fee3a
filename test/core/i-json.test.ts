import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findIJsonFlaws } from "#core/i-json.ts";
import { parseJson } from "#core/parse-json.ts";
import { jsonPointer } from "#core/problem.ts";

function flawsOf(text: string): string[] {
  const pointers: string[] = [];
  findIJsonFlaws(text, parseJson(text), ({ path }) => pointers.push(jsonPointer(path())));
  return pointers;
}

describe("a JSON text", () => {
  it("that JSON.stringify wrote has no flaw", () => {
    const json = fc.json({ stringUnit: "binary" });
    fc.assert(
      fc.property(json, (text) => {
        expect(flawsOf(text)).toEqual([]);
      }),
    );
  });

  it("with a field twice, anywhere, has the flaw at this field", () => {
    const name = fc.string({ unit: "binary" });
    const path = fc.array(fc.oneof(name, fc.nat({ max: 3 })), { maxLength: 6 });
    const around = (inner: string, key: string | number) => {
      if (typeof key === "string") return `{ "${key === "x" ? "y" : "x"}" : "}" , ${JSON.stringify(key)} : ${inner}}`;
      return `[${"{} , ".repeat(key)}${inner}, "{"]`;
    };
    fc.assert(
      fc.property(path, name, (keys, twice) => {
        const object = `{${JSON.stringify(twice)}:"\\\\",${JSON.stringify(`${twice}2`)}:[":"],${JSON.stringify(twice)}\n:1}`;
        const text = keys.reduceRight(around, object);
        expect(flawsOf(text)).toEqual([jsonPointer([...keys, twice])]);
      }),
    );
  });

  it.each<[string, string[]]>([
    ['{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', []],
    ['{"a":1,"a":2,"a":3}', ["/a", "/a"]],
    ['[{"a":"\\"","b":1,"a":2},{"b":1,"b":2}]', ["/0/a", "/1/b"]],
    ['["\\"a\\":1",{"a":"\\\\"},"a",":"]', []],
    ['["\\ud83d\\ude00","\\\\ud83d"]', []],
    ['{"\\ud83d":1}', ["/\ud83d"]],
    ['{"\\ud83d":"\\ud83d"}', ["/\ud83d", "/\ud83d"]],
    ['"\\udc00"', [""]],
    ["null", []],
    ["12345678901234567890", []],
  ])("%s has its flaws at %j", (text, pointers) => {
    expect(flawsOf(text)).toEqual(pointers);
  });

  it("has a pointer of at most 64 levels, however deep it nests", () => {
    const deep = `${'{"a":'.repeat(1_000)}{"b":1,"b":2}${"}".repeat(1_000)}`;
    expect(flawsOf(deep)).toEqual(["/a".repeat(64)]);
  });
});
