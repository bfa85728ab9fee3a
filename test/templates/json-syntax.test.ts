import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonMistake } from "#templates/body/json-syntax.ts";

const pieces = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"a"',
  '"',
  "\\",
  "\\n",
  "\\u00e9",
  "1",
  "-",
  "0",
  ".5",
  "e3",
  "true",
  "null",
  " ",
  "\n",
  "x",
];

describe("jsonMistake", () => {
  test("finds a mistake exactly if JSON.parse refuses a text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(fc.constantFrom(...pieces)).map((list) => list.join("")),
          fc.string(),
          fc.json(),
        ),
        (text) => {
          expect(jsonMistake(text) === undefined).toBe(parses(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("finds it at the first character that JSON can't continue with", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const cut = at % json.length;
        const mistake = jsonMistake(`${json.slice(0, cut)}\u0001`);
        expect(mistake?.offset).toBeLessThanOrEqual(cut);
        expect(mistake?.offset).toBeGreaterThan(cut - 7);
      }),
    );
  });

  test.each<[string, number, string]>([
    ["", 0, "a value"],
    ["  ", 2, "a value"],
    ["[1, ]", 4, "a value"],
    ["[", 1, "a value or ]"],
    ["[1}", 2, "a comma"],
    ['{"a":1]', 6, "a comma"],
    ['{"a":1,}', 7, "a key in quotes"],
    ["{,", 1, "a key in quotes or }"],
    ['{"a"', 4, "a colon"],
    ['"a\tb"', 2, "the end of a text"],
    ['{"a\\x": 1}', 3, "the end of a text"],
    ["01", 1, "the end of the body"],
    ["nul", 0, "a value"],
  ])("%j: at %i, %s", (text, offset, expected) => {
    const mistake = jsonMistake(text);
    expect(mistake?.offset).toBe(offset);
    expect(mistake?.expected).toContain(expected);
  });

  test("reads any depth", () => {
    expect(jsonMistake(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toBeUndefined();
    expect(jsonMistake("[".repeat(100_000))?.offset).toBe(100_000);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
