// `if` and `unless`: the first branch whose condition is true. Django's `elif` and Liquid's `elsif` mean the same.

import type { TagToken } from "liquidjs";
import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/evaluate.ts";
import type { Description, Part } from "../parsing/part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { isTrue } from "../values/truth.ts";
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

  /** Whether the first condition, which is the tag's own, is met by this value. */
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
        throw words.problem("Write {% elif %} for else if: a condition has no place in {% else %}");
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
