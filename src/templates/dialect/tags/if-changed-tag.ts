// `ifchanged`: what differs from the pass before it (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#ifchanged).

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/evaluate.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { Description, Part } from "../parsing/part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { isEqual } from "../values/compare.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";

/** What a tag remembers of the last time; each run of the loop around it begins anew. */
class Before {
  readonly loop: unknown;
  readonly value: unknown;

  constructor(loop: unknown, value: unknown) {
    this.loop = loop;
    this.value = value;
  }
}

/** `{% ifchanged %} ... {% else %} ... {% endifchanged %}`: by its text; `{% ifchanged a b %}`: by these values. */
export class IfChangedTag extends DialectTag {
  readonly #values: readonly Expression[];
  readonly #evaluates: readonly Evaluate[];
  readonly #parts: readonly Part[];
  readonly #otherwise: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.#values = this.parser.read(token, readValues) ?? [];
    this.#evaluates = this.#values.map((value) => this.parser.compile(value));
    let { parts, end } = this.parser.parseBranch(token, this.rest, ["else", "endifchanged"]);
    this.#parts = parts;
    parts = [];
    if (end.name === "else") {
      this.parser.readNothing(end);
      ({ parts, end } = this.parser.parseBranch(token, this.rest, ["endifchanged"]));
    }
    this.#otherwise = parts;
    this.parser.readNothing(end);
  }

  write(context: RenderContext, emitter: Emitter): void {
    if (this.#evaluates.length === 0) this.#writeByText(context, emitter);
    else if (
      this.#isNew(
        this.#evaluates.map((evaluate) => evaluate(context)),
        context,
      )
    ) {
      writeParts(this.#parts, context, emitter);
    } else writeParts(this.#otherwise, context, emitter);
  }

  describe(): Description {
    const blocks = [{ parts: this.#parts }, { parts: this.#otherwise }];
    // By its text, a block is written before it is known whether it counts.
    return this.#values.length === 0 ? { blocks } : { reads: this.#values, writes: "block", blocks };
  }

  #writeByText(context: RenderContext, emitter: Emitter): void {
    let isNew = true;
    emitter.changed(
      (inner) => writeParts(this.#parts, context, inner),
      (text) => {
        isNew = this.#isNew(text, context);
        return isNew ? text : "";
      },
    );
    if (!isNew) writeParts(this.#otherwise, context, emitter);
  }

  #isNew(value: unknown, context: RenderContext): boolean {
    const loop = context.variable("forloop");
    const before = context.memory.get(this);
    context.memory.set(this, new Before(loop, value));
    return !(before instanceof Before) || before.loop !== loop || !isEqual(before.value, value);
  }
}

function readValues(words: ExpressionParser): Expression[] {
  const values: Expression[] = [];
  while (!words.atEnd) values.push(words.operand());
  return values;
}
