// Conditional tags. `if` and `unless` write the first branch whose condition is true; Django's `elif` and Liquid's
// `elsif` are synonyms. `case` is Liquid's.

import type { TagToken } from "liquidjs";
import type { Expression } from "../expressions/ast.ts";
import { type Evaluate, questionOf, type Scope } from "../expressions/compile.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { SyntaxProblem } from "../expressions/lexer.ts";
import { type Description, type Part, TextPart } from "../parsing/parts.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-template.ts";
import { isEqual, isTrue } from "../values/compare.ts";
import { DialectTag, type TagSource, UNREAD } from "./dialect-tag.ts";

interface Condition {
  readonly header: TagToken;
  readonly expression: Expression;
  readonly evaluate: Evaluate;
  readonly parts: readonly Part[];
}

abstract class ConditionalTag extends DialectTag {
  readonly #opening: TagToken;
  readonly #conditions: Condition[] = [];
  #otherwise: readonly Part[] = [];
  #else: TagToken | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [opening] = source;
    this.#opening = opening;
    const last = `end${opening.name}`;
    let header: TagToken = opening;
    do {
      header =
        header.name === "else" ? this.#readElse(opening, header, last) : this.#readCondition(opening, header, last);
    } while (header.name !== last);
    this.parser.readNothing(header);
  }

  /** Whether a value meets the condition of the opening tag. */
  protected abstract isMet(value: unknown): boolean;

  write(context: RenderContext, emitter: Emitter): void {
    writeParts(this.#chosen(context), context, emitter);
  }

  describe(): Description {
    const blocks = this.#conditions.map(({ header, parts }) => ({ parts, condition: this.#way(header) }));
    return {
      reads: this.#conditions.map(({ expression }) => expression),
      asks: true,
      writes: "block",
      blocks: [...blocks, { parts: this.#otherwise, condition: this.#way(this.#else ?? this.#opening) }],
    };
  }

  /** The tags that lead to a branch. */
  #way(header: TagToken): TagToken[] {
    return header === this.#opening ? [header] : [this.#opening, header];
  }

  #chosen(context: RenderContext): readonly Part[] {
    for (const [index, { evaluate, parts }] of this.#conditions.entries()) {
      context.useStep();
      const value = evaluate(context);
      if (index === 0 ? this.isMet(value) : isTrue(value)) return parts;
    }
    return this.#otherwise;
  }

  #readCondition(opening: TagToken, header: TagToken, last: string): TagToken {
    const expression = this.parser.read(header, (words) => words.expression()) ?? UNREAD;
    const { parts, end } = this.parser.parseBranch(opening, this.rest, ["elif", "elsif", "else", last]);
    this.#conditions.push({ header, expression, evaluate: this.parser.compile(expression), parts });
    return end;
  }

  #readElse(opening: TagToken, header: TagToken, last: string): TagToken {
    this.parser.read(header, (words) => {
      if (words.isName("if"))
        throw new SyntaxProblem("{% else %} takes no condition. Write {% elif %} for else if.", words.token.begin);
    });
    const { parts, end } = this.parser.parseBranch(opening, this.rest, [last]);
    this.#else = header;
    this.#otherwise = parts;
    return end;
  }
}

/** `{% if a %} ... {% elif b %} ... {% else %} ... {% endif %}` */
export class IfTag extends ConditionalTag {
  protected isMet(value: unknown): boolean {
    return isTrue(value);
  }
}

/** `{% unless a %} ... {% elsif b %} ... {% else %} ... {% endunless %}` */
export class UnlessTag extends ConditionalTag {
  protected isMet(value: unknown): boolean {
    return !isTrue(value);
  }
}

/** Whether a value is one of those that a `when` lists. */
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

  /** Liquid never renders the parts before the first `when`. */
  #refuseText(parts: readonly Part[]): void {
    const part = parts.find((candidate) => !(candidate instanceof TextPart && candidate.text.trim() === ""));
    if (part)
      this.parser.report(
        "The part between {% case %} and the first {% when %} is never rendered. Remove it.",
        part.begin,
      );
  }
}

function readValues(words: ExpressionParser): Expression[] {
  const values = [words.operand()];
  while (words.skip(",") || words.skip("or")) values.push(words.operand());
  return values;
}
