// `case`: Liquid's choice between values.

import type { TagToken } from "liquidjs";
import type { Expression } from "../expressions/ast.ts";
import { questionOf } from "../expressions/compile-comparison.ts";
import type { Evaluate, Scope } from "../expressions/evaluate.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { Description, Part } from "../parsing/part.ts";
import { TextPart } from "../parsing/text-part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { isEqual } from "../values/compare.ts";
import { DialectTag, type TagSource, UNREAD } from "./dialect-tag.ts";

/** Whether a value is one of those that a `when` names. */
type Matches = (value: unknown, scope: Scope) => boolean;

interface When {
  readonly header: TagToken;
  readonly values: readonly Expression[];
  readonly matches: readonly Matches[];
  readonly parts: readonly Part[];
}

/** `{% case a %}{% when 1, 2 %} ... {% when 'x' or 'y' %} ... {% else %} ... {% endcase %}` */
export class CaseTag extends DialectTag {
  readonly #value: Expression;
  readonly #evaluate: Evaluate;
  readonly #opening: TagToken;
  readonly #whens: When[] = [];
  #otherwise: readonly Part[] = [];
  #else: TagToken | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [opening] = source;
    this.#opening = opening;
    this.#value = this.parser.read(opening, (words) => words.expression()) ?? UNREAD;
    this.#evaluate = this.parser.compile(this.#value);
    const { parts, end } = this.parser.parseBranch(opening, this.rest, ["when", "else", "endcase"]);
    this.#refuseText(parts);
    let header = end;
    while (header.name === "when") header = this.#readWhen(opening, header);
    if (header.name === "else") {
      this.parser.readNothing(header);
      this.#else = header;
      const last = this.parser.parseBranch(opening, this.rest, ["endcase"]);
      this.#otherwise = last.parts;
      header = last.end;
    }
    this.parser.readNothing(header);
  }

  write(context: RenderContext, emitter: Emitter): void {
    const value = this.#evaluate(context);
    const when = this.#whens.find(({ matches }) => matches.some((isOne) => isOne(value, context)));
    writeParts(when ? when.parts : this.#otherwise, context, emitter);
  }

  describe(): Description {
    const blocks = this.#whens.map(({ header, parts }) => ({ parts, condition: [this.#opening, header] }));
    return {
      reads: [this.#value, ...this.#whens.flatMap(({ values }) => values)],
      asks: true,
      writes: "block",
      blocks: [
        ...blocks,
        { parts: this.#otherwise, condition: this.#else ? [this.#opening, this.#else] : [this.#opening] },
      ],
    };
  }

  #readWhen(opening: TagToken, header: TagToken): TagToken {
    const values = this.parser.read(header, readValues) ?? [];
    const { parts, end } = this.parser.parseBranch(opening, this.rest, ["when", "else", "endcase"]);
    this.#whens.push({ header, values, matches: values.map((value) => this.#compileMatch(value)), parts });
    return end;
  }

  #compileMatch(expression: Expression): Matches {
    const asked = questionOf(expression);
    if (asked) return asked;
    const evaluate = this.parser.compile(expression);
    return (value, scope) => {
      scope.useStep();
      return isEqual(value, evaluate(scope));
    };
  }

  /** Nothing of what stands before the first `when` is ever rendered. */
  #refuseText(parts: readonly Part[]): void {
    const part = parts.find((candidate) => !(candidate instanceof TextPart && candidate.text.trim() === ""));
    if (part) this.parser.report("Between {% case %} and {% when %} nothing is rendered.", part.begin);
  }
}

function readValues(words: ExpressionParser): Expression[] {
  const values = [words.operand()];
  while (words.skip(",") || words.skip("or")) values.push(words.operand());
  return values;
}
