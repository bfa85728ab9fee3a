// Tags that name a value: Liquid's `assign` and `capture`, and Django's `with` and `regroup`.

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/compile.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { MAX_VALUE_LENGTH } from "../limits.ts";
import { compileNamed, compileNeeded, type Give } from "../parsing/needed-variables.ts";
import type { Description, Part } from "../parsing/parts.ts";
import { type Emitter, TextEmitter } from "../rendering/emitter.ts";
import { noNames, type RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-template.ts";
import { isEqual } from "../values/compare.ts";
import { DialectTag, type GivenName, newNames, readName, type TagSource, UNREAD } from "./dialect-tag.ts";

/** `{% assign name = value %}` names a value for the rest of the template. */
export class AssignTag extends DialectTag {
  readonly #name: GivenName;
  readonly #value: Expression;
  readonly #give: Give;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const read = this.parser.read(token, (words) => {
      const name = readName(words);
      words.expect("=");
      return { name, value: words.expression() };
    });
    this.#name = read?.name ?? { name: "", offset: token.begin };
    this.#value = read?.value ?? UNREAD;
    this.#give = compileNamed(this.#value, this.parser.filters);
  }

  write(context: RenderContext): void {
    context.assign(this.#name.name, this.#give(context));
  }

  describe(): Description {
    const name = { ...this.#name, value: { of: this.#value, each: false } };
    return { reads: [this.#value], writes: "nothing", names: [name] };
  }
}

/** `{% capture name %} ... {% endcapture %}` names the rendered block. The name may be in quotes. */
export class CaptureTag extends DialectTag {
  readonly #name: GivenName;
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const name = this.parser.read(token, (words): GivenName => {
      const quoted = words.token;
      if (quoted.kind !== "text") return readName(words);
      words.advance();
      return { name: quoted.value, offset: quoted.begin };
    });
    this.#name = name ?? { name: "", offset: token.begin };
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext): void {
    const emitter = new TextEmitter(MAX_VALUE_LENGTH, "The text of {% capture %}");
    writeParts(this.#parts, context, emitter);
    context.useOutput(emitter.buffer.length);
    context.assign(this.#name.name, emitter.buffer);
  }

  describe(): Description {
    return { blocks: [{ parts: this.#parts }], writes: "nothing", names: newNames(this.#name) };
  }
}

interface Binding {
  readonly name: GivenName;
  readonly value: Expression;
}

/**
 * `{% with a=1 b=event.Name|upper %} ... {% endwith %}` and `{% with event.Name as a %}` name values inside the block
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#with).
 */
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

/** The name of the variable that holds the current item. A template can't write such a name. */
const ITEM = "{% regroup %}";

interface Group {
  readonly grouper: unknown;
  readonly list: unknown[];
}

/**
 * `{% regroup event.Items by Category as groups %}` groups neighbouring items by a property
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#regroup). Equal items that are not neighbours form
 * separate groups, as in Django.
 */
export class RegroupTag extends DialectTag {
  readonly #list: Expression;
  readonly #giveList: Give;
  readonly #grouper: Evaluate;
  readonly #name: GivenName | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const read = this.parser.read(source[0], readRegroup);
    this.#list = read?.list ?? UNREAD;
    this.#giveList = compileNeeded(this.#list, this.parser.filters);
    this.#grouper = this.parser.compile(read?.grouper ?? UNREAD);
    this.#name = read?.name;
  }

  write(context: RenderContext): void {
    const value = this.#giveList(context);
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    context.useOutput(items.length);
    const groups: Group[] = [];
    for (const item of items) {
      context.useStep();
      context.enter(Object.assign(noNames(), { [ITEM]: item }));
      const grouper = this.#grouper(context);
      context.leave();
      const last = groups.at(-1);
      if (last && isEqual(last.grouper, grouper)) last.list.push(item);
      else groups.push({ grouper, list: [item] });
    }
    if (this.#name) context.assign(this.#name.name, groups);
  }

  describe(): Description {
    return { reads: [this.#list], writes: "nothing", names: newNames(this.#name) };
  }
}

function readRegroup(words: ExpressionParser): { list: Expression; grouper: Expression; name: GivenName } {
  const list = words.operand();
  words.expect("by");
  const grouper = ofItem(words.operand());
  words.expect("as");
  return { list, grouper, name: readName(words) };
}

/** The expression to read from each item, for the property that the tag names. */
function ofItem(expression: Expression): Expression {
  if (expression.kind === "filtered") return { ...expression, value: ofItem(expression.value) };
  if (expression.kind !== "path" || typeof expression.root !== "string") return expression;
  return { ...expression, root: ITEM, steps: [expression.root, ...expression.steps] };
}
