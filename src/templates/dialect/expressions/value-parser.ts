// Values: literals, variables with their properties, ranges, and what stands in parentheses.

import { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_PARTS } from "../limits.ts";
import type { Expression, Step } from "./ast.ts";
import { literalOf } from "./literals.ts";
import { OPERATOR_WORDS } from "./operators.ts";
import { SyntaxProblem } from "./syntax-problem.ts";
import { type NameToken, WordReader } from "./word-reader.ts";

/** Reads values. */
export abstract class ValueParser extends WordReader {
  readonly #grouped = new WeakSet<Expression>();
  #depth = 0;
  #parts = 0;

  /** Reads a whole expression, with its operators. */
  abstract expression(): Expression;

  /** Reads a value without filters, as the arguments of filters are. */
  argument(): Expression {
    this.count();
    const { token } = this;
    if (token.kind === "text" || token.kind === "number") {
      this.advance();
      return this.#withoutSteps({ kind: "literal", value: token.value, begin: token.begin, end: token.end });
    }
    if (token.kind === "name" && !OPERATOR_WORDS.has(token.text)) return this.#named(token);
    if (this.isSymbol("(")) return this.#withSteps(this.#group(), token.begin);
    if (!this.isSymbol("[")) throw this.problem("A value was expected here");
    const message =
      "A value can't begin with a bracket. split makes a list: '4,5'|split:','. The name of a variable can't be computed, " +
      "that of a property can: event[person.key].";
    throw new SyntaxProblem(message, token.begin, "template-unknown-variable");
  }

  /** Whether an expression stands in parentheses of its own. */
  protected isGrouped(expression: Expression): boolean {
    return this.#grouped.has(expression);
  }

  /** Reads what is nested inside something else. */
  protected nested<Value>(begin: number, read: () => Value): Value {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) {
      const message = `Brackets and not nest deeper than ${MAX_EXPRESSION_DEPTH} levels.`;
      throw new SyntaxProblem(message, begin, "template-limit-depth");
    }
    const value = read();
    this.#depth--;
    return value;
  }

  /** Counts a part of the expression. */
  protected count(): void {
    if (++this.#parts <= MAX_EXPRESSION_PARTS) return;
    const message = `A tag or output may have at most ${MAX_EXPRESSION_PARTS} values, filters and operators.`;
    throw new SyntaxProblem(message, this.token.begin, "template-limit-count");
  }

  #named(token: NameToken): Expression {
    this.advance();
    const literal = literalOf(token.text, token);
    return literal ? this.#withoutSteps(literal) : this.#withSteps(token.text, token.begin);
  }

  /** `(1..5)`, or an expression in parentheses. */
  #group(): Expression {
    const { begin } = this.advance();
    return this.nested(begin, () => {
      const from = this.expression();
      const to = this.skip("..") ? this.expression() : undefined;
      this.expect(")");
      if (to) return { kind: "range", from, to, begin, end: this.lastEnd };
      this.#grouped.add(from);
      return from;
    });
  }

  #withSteps(root: string | Expression, begin: number): Expression {
    const steps: Step[] = [];
    while (this.isSymbol(".") || this.isSymbol("[")) steps.push(this.#step());
    if (this.isSymbol("(") && this.token.begin === this.lastEnd) {
      throw new SyntaxProblem("Nothing can be called here: what methods do elsewhere, filters do.", this.token.begin);
    }
    if (steps.length === 0 && typeof root !== "string") return root;
    return { kind: "path", root, steps, begin, end: this.lastEnd };
  }

  #step(): Step {
    this.count();
    if (this.isSymbol(".")) {
      const { text } = this.lexer.advanceToProperty();
      this.advance();
      return text;
    }
    const { begin } = this.advance();
    const key = this.nested(begin, () => this.argument());
    this.expect("]");
    return key.kind === "literal" && (typeof key.value === "string" || typeof key.value === "number") ? key.value : key;
  }

  #withoutSteps(literal: Expression): Expression {
    if (!this.isSymbol(".") && !this.isSymbol("[")) return literal;
    const message = "This has no properties. Those of what filters give are read so: (event|lookup:'a b').c.";
    throw new SyntaxProblem(message, this.token.begin);
  }
}
