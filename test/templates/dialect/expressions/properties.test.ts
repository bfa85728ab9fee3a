// Properties of all expressions.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Comparison, Expression, FilterUse, Step } from "#templates/dialect/expressions/ast.ts";
import { ExpressionParser } from "#templates/dialect/expressions/expression-parser.ts";
import { SyntaxProblem } from "#templates/dialect/expressions/lexer.ts";
import { evaluate, treeOf } from "../render.ts";
import { print, referenceValue } from "./reference.ts";

const NOWHERE = { begin: 0, end: 0 };
const NAMES = ["a", "b", "list", "text", "$x", "size", "first", "é"];
const OPERATORS = ["==", "!=", "<", ">", "<=", ">=", "in", "not in", "is", "is not", "contains"] as const;

const name = fc.constantFrom(...NAMES);
const literal = fc
  .oneof(fc.string({ unit: "binary" }), fc.integer(), fc.constantFrom(0, 1, 0.5, "", true, false, undefined, "a"))
  .map((value): Expression => ({ kind: "literal", value, ...NOWHERE }));

type Trees = { tree: Expression; value: Expression; path: Expression };

/** Trees of all kinds; `plain` ones have no filters, ranges, `empty` or `blank`. */
function trees(plain: boolean): fc.Arbitrary<Expression> {
  return fc.letrec<Trees>((tie) => {
    const step: fc.Arbitrary<Step> = fc.oneof(name, fc.integer({ min: -3, max: 9 }), tie("path"));
    const path = fc
      .record({ root: name, steps: fc.array(step, { maxLength: 3 }) })
      .map((parts): Expression => ({ kind: "path", ...parts, ...NOWHERE }));
    const use = fc
      .record({
        name: fc.constantFrom("upper", "default", "lookup"),
        args: fc.array(tie("value"), { maxLength: 2 }),
        keywords: fc.array(
          fc.record({ name, value: tie("value") }).map((keyword) => ({ ...keyword, ...NOWHERE })),
          { maxLength: 1 },
        ),
      })
      .map((parts): FilterUse => ({ ...parts, ...NOWHERE }));
    const others = [
      fc.constantFrom<Expression[]>({ kind: "empty", ...NOWHERE }, { kind: "blank", ...NOWHERE }),
      fc
        .record({ value: tie("value"), filters: fc.array(use, { minLength: 1, maxLength: 3 }) })
        .map((parts): Expression => ({ kind: "filtered", ...parts, ...NOWHERE })),
      fc
        .record({ from: tie("value"), to: tie("value") })
        .map((parts): Expression => ({ kind: "range", ...parts, ...NOWHERE })),
    ];
    return {
      path: fc.oneof({ maxDepth: 2 }, path),
      value: fc.oneof({ maxDepth: 3 }, literal, path),
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        literal,
        path,
        tie("tree").map((value): Expression => ({ kind: "not", value, ...NOWHERE })),
        fc
          .record({ kind: fc.constantFrom("and" as const, "or" as const), left: tie("tree"), right: tie("tree") })
          .map((parts): Expression => ({ ...parts, ...NOWHERE })),
        fc
          .record({ operator: fc.constantFrom(...OPERATORS), left: tie("tree"), right: tie("tree") })
          .map((parts): Comparison => ({ kind: "comparison", ...parts, ...NOWHERE })),
        ...(plain ? [] : others),
      ),
    };
  }).tree;
}

/** A tree without its spans. */
function shape(expression: unknown): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value) => (key === "begin" || key === "end" ? undefined : value)));
}

/** Whether an expression is within the limit of nesting. */
function isReadable(source: string): boolean {
  try {
    treeOf(source);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ rule: "template-limit-depth" });
    return false;
  }
}

test("parsing the printed form of a tree gives the same tree", () => {
  fc.assert(
    fc.property(trees(false), (tree) => {
      const source = print(tree);
      fc.pre(isReadable(source));
      expect(shape(treeOf(source))).toEqual(shape(tree));
    }),
    { numRuns: 2_000 },
  );
});

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));

test("a compiled expression and a plain evaluator give the same value", () => {
  const variables = fc.record({ a: json, b: json, list: fc.array(json), text: fc.string(), $x: json, size: json });
  fc.assert(
    fc.property(trees(true), variables, (tree, values) => {
      const source = print(tree);
      fc.pre(isReadable(source));
      expect(evaluate(source, values)).toEqual(referenceValue(tree, values));
    }),
    { numRuns: 3_000 },
  );
});

const WORDS = [
  ..."a b.c d[0] 'x' \"y\" 1 -2.5 and or not in is contains empty blank None True | : , . .. ( ) [ ]".split(" "),
  ..."== != < > <= >= <> = === && || ! + - * / % upper default lookup {{ {% # ? ; \\ \u2018 é 😀".split(" "),
  " ",
  "\n",
  "'",
  '"',
];

test("words in any order are either an expression or a mistake with an offset", () => {
  const source = fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom("", " ")), { maxLength: 40 });
  let understood = 0;
  fc.assert(
    fc.property(source, (words) => {
      const text = words.flat().join("");
      try {
        const parser = new ExpressionParser(text, { begin: 0, end: text.length });
        const tree = parser.expression();
        parser.expectEnd();
        understood++;
        expect(tree.begin).toBeGreaterThanOrEqual(0);
        expect(tree.end).toBeLessThanOrEqual(text.length);
      } catch (error) {
        if (!(error instanceof SyntaxProblem)) throw error;
        expect(error.offset).toBeGreaterThanOrEqual(0);
        expect(error.offset).toBeLessThanOrEqual(text.length);
        expect(error.message).toMatch(/\.$/);
      }
    }),
    { numRuns: 5_000 },
  );
  expect(understood).toBeGreaterThan(20);
});
