// `with`: Django's way to give names to values, inside a block
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#with).

import type { Expression } from "../expressions/ast.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { compileNamed, type Give } from "../parsing/needed-variables.ts";
import type { Description, Part } from "../parsing/part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import { noNames, type RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { DialectTag, type GivenName, type TagSource } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

interface Binding {
  readonly name: GivenName;
  readonly value: Expression;
}

/** `{% with a=1 b=event.Name|upper %} ... {% endwith %}`, and `{% with event.Name as a %}` */
export class WithTag extends DialectTag {
  readonly #bindings: readonly Binding[];
  readonly #values: readonly (readonly [string, Give])[];
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.#bindings = this.parser.read(token, readBindings) ?? [];
    this.#values = this.#bindings.map(({ name, value }) => [name.name, compileNamed(value, this.parser.filters)]);
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext, emitter: Emitter): void {
    const names = noNames();
    for (const [name, give] of this.#values) names[name] = give(context);
    context.enter(names);
    writeParts(this.#parts, context, emitter);
    context.leave();
  }

  describe(): Description {
    const names = this.#bindings.map(({ name, value }) => ({ ...name, value: { of: value, each: false } }));
    const reads = this.#bindings.map(({ value }) => value);
    return { reads, writes: "block", blocks: [{ parts: this.#parts, names }] };
  }
}

function readBindings(words: ExpressionParser): Binding[] {
  if (!words.isAfterNext("=")) {
    const value = words.operand();
    words.expect("as");
    return [{ name: readName(words), value }];
  }
  const bindings: Binding[] = [];
  do {
    const name = readName(words);
    words.expect("=");
    bindings.push({ name, value: words.operand() });
  } while (!words.atEnd);
  return bindings;
}
