// Invalid syntax is refused at its offset, with the syntax that was meant.

import { describe, expect, test } from "vitest";
import { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_PARTS } from "#templates/dialect/dialect.ts";
import { SyntaxProblem } from "#templates/dialect/expressions/lexer.ts";
import { treeOf } from "../render.ts";

function problemOf(source: string): SyntaxProblem {
  try {
    treeOf(source);
  } catch (error) {
    if (error instanceof SyntaxProblem) return error;
    throw error;
  }
  throw new Error(`${source} was understood`);
}

describe("a mistake is reported with its offset", () => {
  test.each<[string, number, string]>([
    ["", 0, "Expected a value here."],
    ["a b", 2, "operator or a filter between them"],
    ["a 'b'", 2, "operator or a filter between them"],
    ["a (b)", 2, "operator or a filter between them"],
    ["a, b", 1, `Unexpected ", b".`],
    ["a:", 1, `Unexpected ":".`],
    ["a or", 4, "Expected a value here."],
    ["or a", 0, "Expected a value here, but found or."],
    ["a and or b", 6, "Expected a value here, but found or."],
    ["a not b", 2, "Write not before the value"],
    ["not", 3, "Expected a value here."],
    ["a == == b", 5, "Expected a value here, but found ==."],
    ["a < b < c", 6, "write a < b and b < c"],
    ["a == b != c", 7, "write a < b and b < c"],
    ["a is b is c", 7, "write a < b and b < c"],
    ["a contains b == c", 13, "write a < b and b < c"],
    ["a AND b", 2, "in lower case"],
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
    ["{% a %}", 0, "A tag can't be inside"],
    ["\u2018a\u2019", 0, "Write ' or \" for \u2018."],
    ["a == \u201ca\u201d", 5, "Write ' or \" for \u201c."],
    ["a ; b", 2, `Unexpected ";".`],
    ["a 😀", 2, "operator or a filter between them"],
    ["'a", 0, "not closed: ' is missing"],
    ['"a\\"', 0, 'not closed: " is missing'],
    ["a.", 2, "after the dot"],
    ["a. b", 2, "after the dot"],
    ["a.-1", 2, "after the dot"],
    ["a..b", 1, `Unexpected "..b".`],
    ["a.[0]", 2, "after the dot"],
    ["a[", 2, "Expected a value here."],
    ["a[0", 3, "Expected ] here."],
    ["a[b|upper]", 3, "Expected ] here, but found |."],
    ["[a]", 0, "A value can't begin with a bracket"],
    ["a.size()", 6, "can't call methods"],
    ["'a'.size", 3, "A literal has no properties."],
    ["1.5.a", 3, "A literal has no properties."],
    ["None.a", 4, "A literal has no properties."],
    ["empty[0]", 5, "A literal has no properties."],
    ["a|lookup:'b'.c", 12, "(event|lookup:'a b').c"],
    ["(a", 2, "Expected ) here."],
    ["a)", 1, `Unexpected ")".`],
    ["(1..", 4, "Expected a value here."],
    ["(1..2", 5, "Expected ) here."],
    ["()", 1, "Expected a value here, but found )."],
    ["a|", 2, "Expected the name of a filter here."],
    ["a|'b'", 2, "Expected the name of a filter here, but found 'b'."],
    ["a|b:", 4, "Expected a value here."],
    ["a|b:c d", 6, "operator or a filter between them"],
    ["a|b:c,", 6, "Expected a value here."],
    ["a|b c", 4, "operator or a filter between them"],
    ["1a", 0, "A name can't begin with a digit"],
    ["1_000", 0, "A name can't begin with a digit"],
    ["1e999", 0, "too large"],
  ])("%s", (source, offset, words) => {
    const problem = problemOf(source);
    expect([problem.offset, problem.message]).toEqual([offset, expect.stringContaining(words)]);
  });
});

describe("an expression has limits of depth and length", () => {
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
