// `firstof`: the first value that is true (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#firstof).

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/evaluate.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { type RequireVariables, requirementsOf } from "../parsing/needed-variables.ts";
import type { Description } from "../parsing/part.ts";
import { words } from "../parsing/spelled.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { isTrue } from "../values/truth.ts";
import { DialectTag, type GivenName, newNames, type TagSource, UNREAD } from "./dialect-tag.ts";
import { readAs } from "./given-name.ts";

/** `{% firstof a b 'fallback' %}`, `{% firstof a b as name %}` */
export class FirstOfTag extends DialectTag {
  readonly #values: readonly Expression[];
  readonly #evaluates: readonly Evaluate[];
  readonly #name: GivenName | undefined;
  /** Where none is true, it is the last one that puts out nothing. */
  readonly #require: RequireVariables;

  constructor(...source: TagSource) {
    super(...source);
    const read = this.parser.read(source[0], readValues);
    this.#values = read?.values ?? [];
    this.#name = read?.name;
    this.#evaluates = this.#values.map((value) => this.parser.compile(value));
    this.#require = requirementsOf(this.#values.at(-1) ?? UNREAD, this.parser.filters);
    this.spells = words(this.#values);
  }

  write(context: RenderContext, emitter: Emitter): void {
    let value: unknown;
    for (const evaluate of this.#evaluates) {
      value = evaluate(context);
      if (isTrue(value)) break;
      value = undefined;
    }
    if (this.#name) {
      context.assign(this.#name.name, value);
      return;
    }
    if (value === undefined && context.needsVariables) this.#require(context);
    emitter.output(value, this, false);
  }

  describe(): Description {
    const writes = this.#name ? "nothing" : "value";
    return { reads: this.#values, asks: true, writes, names: newNames(this.#name) };
  }
}

function readValues(words: ExpressionParser): { values: Expression[]; name: GivenName | undefined } {
  const values = [words.operand()];
  while (!words.atEnd && !words.isName("as")) values.push(words.operand());
  return { values, name: readAs(words) };
}
