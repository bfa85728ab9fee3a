// Renders templates and evaluates expressions with sample variables, without a message around them.

import type { JsonObject } from "#core/json.ts";
import {
  Budget,
  parseTemplate,
  RenderContext,
  type RenderTime,
  TextEmitter,
  type Vocabulary,
  writeTemplate,
} from "#templates/dialect/dialect.ts";
import type { Expression } from "#templates/dialect/expressions/ast.ts";
import { compile, type Scope } from "#templates/dialect/expressions/compile.ts";
import { ExpressionParser } from "#templates/dialect/expressions/expression-parser.ts";
import { FILTERS } from "#templates/dialect/filters/registry.ts";

/** Friday, 1 March 2024, 14:05:09 UTC. */
export const TIME: RenderTime = { now: Date.UTC(2024, 2, 1, 14, 5, 9) };

/** A vocabulary of these names and `missing`, without refusals. */
export function vocabularyOf(variables: object): Vocabulary {
  return {
    roots: new Set([...Object.keys(variables), "missing"]),
    unknownVariable: ([root]) => ({ rule: "template-unknown-variable", message: `There is no variable ${root}.` }),
  };
}

/** The rendered text. @throws Error with the findings of an invalid template */
export function render(source: string, variables: object = VARIABLES): string {
  const parsed = parseTemplate(source, vocabularyOf(variables));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  const emitter = new TextEmitter(1_000_000, "The text");
  writeTemplate(parsed.template, new RenderContext(variables, TIME, new Budget()), emitter);
  return emitter.buffer;
}

/** The findings of a template, as "offset rule message". */
export function findingsOf(source: string, variables: object = VARIABLES): string[] {
  const parsed = parseTemplate(source, vocabularyOf(variables));
  return parsed.ok ? [] : parsed.findings.map(({ offset, rule, message }) => `${offset} ${rule} ${message}`);
}

/** One variable of each kind; `missing` is not one of them. */
export const VARIABLES: JsonObject = {
  l: [1, 2, 3],
  d: { a: 1, b: 2 },
  s: "abc",
  n: null,
  z: 0,
  one: 1,
  e: [],
  ed: {},
  es: "",
  t: true,
  f: false,
  pairs: [
    ["a", 1],
    ["b", 2],
  ],
  items: [
    { n: "x", q: 2, sub: { k: "p" } },
    { n: "x", q: 5, sub: { k: "p" } },
    { n: "y", q: 1, sub: { k: "r" } },
  ],
  num: "150",
  big: 150.5,
  ls: ["a", "abc"],
  neg: -3,
  nest: [
    [1, 2],
    [3, 4],
  ],
};

/** The tree of an expression. @throws SyntaxProblem if it is invalid */
export function treeOf(source: string): Expression {
  const parser = new ExpressionParser(source, { begin: 0, end: source.length });
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

export function scopeOf(variables: Readonly<Record<string, unknown>>): Scope {
  return {
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    keywords: {},
    now: 0,
    timeZone: "UTC",
    useOutput() {},
    useStep() {},
  };
}

export function evaluate(source: string, variables: Readonly<Record<string, unknown>> = VARIABLES): unknown {
  return compile(treeOf(source), FILTERS)(scopeOf(variables));
}
