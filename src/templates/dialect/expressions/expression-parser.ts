// Reads expressions by recursive descent. Outputs and tags share one grammar. The parser skips nothing: a token that
// does not fit is refused, or left for the tag to read.

import { MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_PARTS } from "../limits.ts";
import type { Expression, FilterUse, KeywordArgument, Step } from "./ast.ts";
import { SyntaxProblem } from "./lexer.ts";
import {
  literalOf,
  type NameToken,
  OPERATOR_WORDS,
  type Operator,
  operatorAt,
  PRECEDENCE,
  WordReader,
} from "./words.ts";

const VALUE_AFTER_VALUE =
  "Two values need an operator or a filter between them. Operators are ==, !=, <, >, <=, >=, in, contains, is, and, or, " +
  "not, in lower case; filters follow |.";

/** Reads expressions and the other words of a tag. */
export class ExpressionParser extends WordReader {
  readonly #grouped = new WeakSet<Expression>();
  #depth = 0;
  #parts = 0;

  expression(): Expression {
    const expression = this.#binary(0);
    const { kind } = this.token;
    if (kind === "end" || (kind === "symbol" && !this.isSymbol("("))) return expression;
    throw new SyntaxProblem(VALUE_AFTER_VALUE, this.token.begin);
  }

  /** Reads one value with its filters and stops before an operator. */
  operand(): Expression {
    const value = this.argument();
    const filters: FilterUse[] = [];
    while (this.skip("|")) filters.push(this.#filter());
    return filters.length === 0 ? value : { kind: "filtered", value, filters, begin: value.begin, end: this.lastEnd };
  }

  /** Reads filters without a value: `upper|cut:' '`. */
  filters(): FilterUse[] {
    const filters = [this.#filter()];
    while (this.skip("|")) filters.push(this.#filter());
    return filters;
  }

  #binary(above: number): Expression {
    let left = this.isName("not") ? this.#negation() : this.operand();
    for (;;) {
      const operator = operatorAt(this.lexer);
      if (operator === undefined || operator.precedence <= above) return left;
      left = this.#withRight(left, operator);
    }
  }

  #negation(): Expression {
    const { begin } = this.advance();
    const value = this.#nested(begin, () => this.#binary(PRECEDENCE.not));
    return { kind: "not", value, begin, end: value.end };
  }

  #withRight(left: Expression, { name, precedence, words }: Operator): Expression {
    const { begin } = this.token;
    this.#count();
    for (let word = 0; word < words; word++) this.advance();
    const right = this.#binary(precedence);
    const span = { begin: left.begin, end: right.end };
    if (name === "and" || name === "or") return { kind: name, left, right, ...span };
    if (precedence === PRECEDENCE.comparison && left.kind === "comparison" && !this.#isGrouped(left)) {
      throw new SyntaxProblem("Comparisons can't follow one another: write a < b and b < c for a < b < c.", begin);
    }
    return { kind: "comparison", operator: name, left, right, ...span };
  }

  #filter(): FilterUse {
    this.#count();
    const { token } = this;
    if (token.kind !== "name") throw this.expected("the name of a filter");
    this.advance();
    this.#refuseCall(token.text);
    const args: Expression[] = [];
    const keywords: KeywordArgument[] = [];
    if (this.isSymbol(":")) {
      do {
        this.advance();
        const keyword = this.#keyword();
        if (keyword) keywords.push(keyword);
        else args.push(this.argument());
      } while (this.isSymbol(","));
    }
    return { name: token.text, args, keywords, begin: token.begin, end: token.end };
  }

  /** Refuses `round(2)`, which is Jinja's syntax. */
  #refuseCall(name: string): void {
    const { begin, end } = this.token;
    if (!this.isSymbol("(") || begin !== this.lastEnd) return;
    const close = this.lexer.source.indexOf(")", end);
    const given = this.textOf({ begin: end, end: Math.min(close < 0 ? end : close, this.lexer.end) }).trim();
    const message =
      given === ""
        ? `A filter has no parentheses: write ${name}.`
        : `The arguments of a filter follow a colon: ${name}:${given}.`;
    throw new SyntaxProblem(message, begin);
  }

  /** Reads `allow_false: true` if it is next. */
  #keyword(): KeywordArgument | undefined {
    const { token } = this;
    if (token.kind !== "name" || !this.isAfterNext(":")) return undefined;
    this.advance();
    this.advance();
    return { name: token.text, value: this.argument(), begin: token.begin, end: token.end };
  }

  /** Reads a value without filters, such as the argument of a filter. */
  argument(): Expression {
    this.#count();
    const { token } = this;
    if (token.kind === "text" || token.kind === "number") {
      this.advance();
      return this.#withoutSteps({ kind: "literal", value: token.value, begin: token.begin, end: token.end });
    }
    if (token.kind === "name" && !OPERATOR_WORDS.has(token.text)) return this.#named(token);
    if (this.isSymbol("(")) return this.#withSteps(this.#group(), token.begin);
    if (!this.isSymbol("[")) throw this.expected("a value");
    const message =
      "A value can't begin with a bracket. To make a list, use split: '4,5'|split:','. The name of a variable can't be computed, " +
      "the name of a property can: event[person.key].";
    throw new SyntaxProblem(message, token.begin, "template-unknown-variable");
  }

  /** Whether an expression is in parentheses. */
  #isGrouped(expression: Expression): boolean {
    return this.#grouped.has(expression);
  }

  /** Counts one level of nesting while `read` runs. */
  #nested<Value>(begin: number, read: () => Value): Value {
    if (++this.#depth > MAX_EXPRESSION_DEPTH) {
      const message = `Brackets and not nest deeper than ${MAX_EXPRESSION_DEPTH} levels.`;
      throw new SyntaxProblem(message, begin, "template-limit-depth");
    }
    const value = read();
    this.#depth--;
    return value;
  }

  /** Counts a part of the expression towards its limit. */
  #count(): void {
    if (++this.#parts <= MAX_EXPRESSION_PARTS) return;
    const message = `A tag or output may have at most ${MAX_EXPRESSION_PARTS} values, filters and operators.`;
    throw new SyntaxProblem(message, this.token.begin, "template-limit-count");
  }

  #named(token: NameToken): Expression {
    this.advance();
    const literal = literalOf(token.text, token);
    return literal ? this.#withoutSteps(literal) : this.#withSteps(token.text, token.begin);
  }

  /** Reads `(1..5)` or an expression in parentheses. */
  #group(): Expression {
    const { begin } = this.advance();
    return this.#nested(begin, () => {
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
      throw new SyntaxProblem("A template can't call methods. Use filters instead.", this.token.begin);
    }
    if (steps.length === 0 && typeof root !== "string") return root;
    return { kind: "path", root, steps, begin, end: this.lastEnd };
  }

  #step(): Step {
    this.#count();
    if (this.isSymbol(".")) {
      const { text } = this.lexer.advanceToProperty();
      this.advance();
      return text;
    }
    const { begin } = this.advance();
    const key = this.#nested(begin, () => this.argument());
    this.expect("]");
    return key.kind === "literal" && (typeof key.value === "string" || typeof key.value === "number") ? key.value : key;
  }

  #withoutSteps(literal: Expression): Expression {
    if (!this.isSymbol(".") && !this.isSymbol("[")) return literal;
    const message =
      "A literal has no properties. Put a filtered value in parentheses to read its properties: (event|lookup:'a b').c.";
    throw new SyntaxProblem(message, this.token.begin);
  }
}
