// Expressions, read by recursive descent: the same language in outputs and in every tag. Nothing is passed over: what does
// not belong is refused, or stays for the tag to read.

import type { Expression, FilterUse, KeywordArgument } from "./ast.ts";
import { type Operator, operatorAt, PRECEDENCE } from "./operators.ts";
import { SyntaxProblem } from "./syntax-problem.ts";
import { ValueParser } from "./value-parser.ts";

const VALUE_AFTER_VALUE =
  "An operator or a filter belongs between two values. Operators are ==, !=, <, >, <=, >=, in, contains, is, and, or, " +
  "not, in small letters; filters follow |.";

/** Reads expressions, and the other words of a tag. */
export class ExpressionParser extends ValueParser {
  expression(): Expression {
    const expression = this.#binary(0);
    const { kind } = this.token;
    if (kind === "end" || (kind === "symbol" && !this.isSymbol("("))) return expression;
    throw new SyntaxProblem(VALUE_AFTER_VALUE, this.token.begin);
  }

  /** Reads one value with its filters; operators after it are left. */
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
    const value = this.nested(begin, () => this.#binary(PRECEDENCE.not));
    return { kind: "not", value, begin, end: value.end };
  }

  #withRight(left: Expression, { name, precedence, words }: Operator): Expression {
    const { begin } = this.token;
    this.count();
    for (let word = 0; word < words; word++) this.advance();
    const right = this.#binary(precedence);
    const span = { begin: left.begin, end: right.end };
    if (name === "and" || name === "or") return { kind: name, left, right, ...span };
    if (precedence === PRECEDENCE.comparison && left.kind === "comparison" && !this.isGrouped(left)) {
      throw new SyntaxProblem("Comparisons can't follow one another: write a < b and b < c for a < b < c.", begin);
    }
    return { kind: "comparison", operator: name, left, right, ...span };
  }

  #filter(): FilterUse {
    this.count();
    const { token } = this;
    if (token.kind !== "name") throw this.problem("A filter's name was expected here");
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

  /** `round(2)` is how Jinja has it. */
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

  /** `allow_false: true`, where it comes next. */
  #keyword(): KeywordArgument | undefined {
    const { token } = this;
    if (token.kind !== "name" || !this.isAfterNext(":")) return undefined;
    this.advance();
    this.advance();
    return { name: token.text, value: this.argument(), begin: token.begin, end: token.end };
  }
}
