import { describe, expect, test } from "vitest";
import { evaluate, render } from "../render.ts";
import { FALSE_IN_DJANGO, TRUE_IN_DJANGO } from "./django-conditions.ts";

function holds(condition: string): boolean {
  return render(`{% if ${condition} %}yes{% else %}no{% endif %}`) === "yes";
}

describe("a condition that is true in Django is true here, and its negation is false", () => {
  test.each(TRUE_IN_DJANGO)("%s", (condition) => {
    expect([holds(condition), holds(`not (${condition})`)]).toEqual([true, false]);
  });
});

describe("a condition that is false in Django is false here, and its negation is true", () => {
  test.each(FALSE_IN_DJANGO)("%s", (condition) => {
    expect([holds(condition), holds(`not (${condition})`)]).toEqual([false, true]);
  });
});

describe("is compares type and value, where Python compares identity", () => {
  test.each<[string, boolean]>([
    ["s is 'abc'", true],
    ["l is l", true],
    ["one is 1", true],
    ["one is True", false],
    ["z is False", false],
    ["1.0 is 1", true],
    ["s is not 'abc'", false],
    ["t is not 1", true],
  ])("%s is %s", (condition, value) => {
    expect(evaluate(condition)).toBe(value);
  });
});

describe("Liquid's operators", () => {
  test.each<[string, boolean]>([
    ["s contains 'b'", true],
    ["s contains 'x'", false],
    ["l contains 2", true],
    ["l contains '2'", false],
    ["d contains 'a'", true],
    ["missing contains 'a'", false],
    ["s contains missing", false],
    ["1 <> 2", true],
    ["1 <> 1", false],
    ["e == empty", true],
    ["es == empty", true],
    ["ed == empty", true],
    ["empty == e", true],
    ["l == empty", false],
    ["missing == empty", false],
    ["f == empty", false],
    ["z == empty", false],
    ["l != empty", true],
    ["e != empty", false],
    ["missing == blank", true],
    ["f == blank", true],
    ["' ' == blank", true],
    ["z == blank", false],
    ["s != blank", true],
    ["e is empty", true],
    ["l is not empty", true],
  ])("%s is %s", (condition, value) => {
    expect(evaluate(condition)).toBe(value);
  });

  test("= is ==, as in Django before its version 2", () => {
    expect([evaluate("one = 1"), evaluate("one = 2")]).toEqual([true, false]);
  });
});

describe("parentheses", () => {
  test.each<[string, unknown]>([
    ["(f or t) and t", true],
    ["f and (t or t)", false],
    ["not (t and f)", true],
    ["(1 == 1) == t", true],
    ["((one))", 1],
    ["(s|upper)|lower", "abc"],
    ["(d|lookup:'a')", 1],
    ["(items|first).n", "x"],
    ["(items|first).sub.k|upper", "P"],
    ["(missing or d).a", 1],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});

describe("and and or return the operand that decides", () => {
  test.each<[string, unknown]>([
    ["missing or s", "abc"],
    ["s or missing", "abc"],
    ["es or z", 0],
    ["s and l", [1, 2, 3]],
    ["z and l", 0],
    ["missing and l", undefined],
    ["not s", false],
  ])("%s is %j", (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
});
