// What can't be understood is refused, where it stands, with what was meant.

import { describe, expect, test } from "vitest";
import { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_PARTS } from "#templates/dialect/dialect.ts";
import { SyntaxProblem } from "#templates/dialect/expressions/lexer.ts";
import { treeOf } from "./evaluate.ts";

function problemOf(source: string): SyntaxProblem {
  try {
    treeOf(source);
  } catch (error) {
    if (error instanceof SyntaxProblem) return error;
    throw error;
  }
  throw new Error(`${source} was understood`);
}

describe("a mistake is told with its place", () => {
  test.each<[string, number, string]>([
    ["", 0, "A value was expected here."],
    ["a b", 2, "between two values"],
    ["a 'b'", 2, "between two values"],
    ["a (b)", 2, "between two values"],
    ["a, b", 1, `", b" can't be understood here.`],
    ["a:", 1, `":" can't be understood here.`],
    ["a or", 4, "A value was expected here."],
    ["or a", 0, "A value was expected here, but or found."],
    ["a and or b", 6, "A value was expected here, but or found."],
    ["a not b", 2, "write it before the value"],
    ["not", 3, "A value was expected here."],
    ["a == == b", 5, "A value was expected here, but == found."],
    ["a < b < c", 6, "write a < b and b < c"],
    ["a == b != c", 7, "write a < b and b < c"],
    ["a is b is c", 7, "write a < b and b < c"],
    ["a contains b == c", 13, "write a < b and b < c"],
    ["a AND b", 2, "in small letters"],
    ["a && b", 2, "Write and for &&."],
    ["a || b", 2, "Write or for ||."],
    ["!a", 0, "Write not for !"],
    ["a === b", 2, "Write == for ===."],
    ["a !== b", 2, "Write != for !==."],
    ["a ?? b", 2, "|default:"],
    ["a + b", 2, "no arithmetic"],
    ["a - b", 2, "no arithmetic"],
    ["a * 2", 2, "no arithmetic"],
    ["a / 2", 2, "no arithmetic"],
    ["a % 2", 2, "no arithmetic"],
    ["{{ a }}", 0, "without {{ }}"],
    ["{% a %}", 0, "A tag can't stand inside"],
    ["\u2018a\u2019", 0, "Write ' or \" for \u2018."],
    ["a == \u201ca\u201d", 5, "Write ' or \" for \u201c."],
    ["a ; b", 2, `";" can't be understood here.`],
    ["a 😀", 2, "between two values"],
    ["'a", 0, "not closed: ' is missing"],
    ['"a\\"', 0, 'not closed: " is missing'],
    ["a.", 2, "after the dot"],
    ["a. b", 2, "after the dot"],
    ["a.-1", 2, "after the dot"],
    ["a..b", 1, `"..b" can't be understood here.`],
    ["a.[0]", 2, "after the dot"],
    ["a[", 2, "A value was expected here."],
    ["a[0", 3, "] was expected here."],
    ["a[b|upper]", 3, "] was expected here, but | found."],
    ["[a]", 0, "A value can't begin with a bracket"],
    ["a.size()", 6, "Nothing can be called here"],
    ["'a'.size", 3, "This has no properties."],
    ["1.5.a", 3, "This has no properties."],
    ["None.a", 4, "This has no properties."],
    ["empty[0]", 5, "This has no properties."],
    ["a|lookup:'b'.c", 12, "(event|lookup:'a b').c"],
    ["(a", 2, ") was expected here."],
    ["a)", 1, `")" can't be understood here.`],
    ["(1..", 4, "A value was expected here."],
    ["(1..2", 5, ") was expected here."],
    ["()", 1, "A value was expected here, but ) found."],
    ["a|", 2, "A filter's name was expected here."],
    ["a|'b'", 2, "A filter's name was expected here, but 'b' found."],
    ["a|b:", 4, "A value was expected here."],
    ["a|b:c d", 6, "between two values"],
    ["a|b:c,", 6, "A value was expected here."],
    ["a|b c", 4, "between two values"],
    ["1a", 0, "A name can't begin with a digit"],
    ["1_000", 0, "A name can't begin with a digit"],
    ["1e999", 0, "too large"],
  ])("%s", (source, offset, words) => {
    const problem = problemOf(source);
    expect([problem.offset, problem.message]).toEqual([offset, expect.stringContaining(words)]);
  });
});

describe("an expression has a greatest depth and length", () => {
  const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}a${close.repeat(depth)}`;

  test.each([
    ["brackets", "a[", "]"],
    ["parentheses", "(", ")"],
    ["not", "not ", ""],
  ])("of %s", (_what, open, close) => {
    expect(treeOf(nested(MAX_EXPRESSION_DEPTH, open, close))).toBeDefined();
    expect(problemOf(nested(MAX_EXPRESSION_DEPTH + 1, open, close)).rule).toBe("template-limit-depth");
    expect(problemOf(nested(20_000, open, close)).rule).toBe("template-limit-depth");
  });

  test.each([
    ["operators", " and a"],
    ["comparisons of groups", " or a"],
    ["filters", "|upper"],
    ["properties", ".a"],
    ["arguments", ",a"],
  ])("of %s", (what, more) => {
    const start = what === "arguments" ? "a|default:a" : "a";
    expect(treeOf(start + more.repeat(MAX_EXPRESSION_PARTS / 2 - 10))).toBeDefined();
    expect(problemOf(start + more.repeat(MAX_EXPRESSION_PARTS)).rule).toBe("template-limit-count");
    expect(problemOf(start + more.repeat(20_000)).rule).toBe("template-limit-count");
  });
});
