// Tags that remember state from one pass of a loop to the next: `cycle`, `resetcycle` and `ifchanged`.
//
// A `cycle` with commas is Liquid's: tags with the same values, or with the same group, advance together. Without
// commas it is Django's: each tag advances separately, or a later tag advances it by its name
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#cycle).

import type { Expression, Span } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/compile.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { DialectParser } from "../parsing/dialect-parser.ts";
import { compileNeeded, type Give } from "../parsing/needed-variables.ts";
import { type Description, literalTexts, type Part } from "../parsing/parts.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-template.ts";
import { isEqual } from "../values/compare.ts";
import { DialectTag, type GivenName, newNames, readAs, readName, type TagSource } from "./dialect-tag.ts";

/** Values that are written in turn. */
interface Cycle {
  readonly values: readonly Expression[];
  /** Liquid's group. Its value separates the cycles of one group from those of another. */
  readonly group?: Expression;
  /** Django's name, which is assigned the current value. */
  readonly name?: GivenName | undefined;
  /** Whether the tag writes nothing. */
  readonly silent?: boolean;
  /** Equal for all tags that advance together. */
  readonly turns: unknown;
}

/** The cycles of a template that precede the current tag. */
interface Known {
  readonly named: Map<string, Cycle>;
  last: Cycle | undefined;
}

const known = new WeakMap<DialectParser, Known>();

/** The cycles of the template that is being parsed. */
function cyclesOf(parser: DialectParser): Known {
  const cycles = known.get(parser) ?? { named: new Map(), last: undefined };
  known.set(parser, cycles);
  return cycles;
}

/** Reads the words of a `cycle`. @param own Identifies a cycle that no other tag advances. */
function readCycle(words: ExpressionParser, own: unknown): Cycle {
  const first = words.operand();
  if (words.skip(":")) {
    const values = readList(words, words.operand());
    return { values, group: first, turns: "group" };
  }
  if (words.isSymbol(",")) {
    const values = readList(words, first);
    return { values, turns: `values ${words.textOf(spanOf(values))}` };
  }
  const values = [first];
  while (!words.atEnd && !words.isName("as")) values.push(words.operand());
  const name = readAs(words);
  return { values, name, silent: name !== undefined && words.skip("silent"), turns: own };
}

function readList(words: ExpressionParser, first: Expression): Expression[] {
  const values = [first];
  while (words.skip(",")) values.push(words.operand());
  return values;
}

function spanOf(values: readonly Expression[]): Span {
  return { begin: values[0]?.begin ?? 0, end: values.at(-1)?.end ?? 0 };
}

/** `{% cycle 'a', 'b' %}`, `{% cycle 'group': 'a', 'b' %}`, `{% cycle 'a' 'b' as name silent %}`, `{% cycle name %}` */
export class CycleTag extends DialectTag {
  readonly #cycle: Cycle;
  readonly #values: readonly Give[];
  readonly #group: Evaluate | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const written = this.parser.read(token, (words) => readCycle(words, this)) ?? { values: [], turns: this };
    const cycles = cyclesOf(this.parser);
    this.#cycle = this.#named(written, cycles.named) ?? written;
    const { name, values, group } = this.#cycle;
    this.#values = values.map((value) => compileNeeded(value, this.parser.filters));
    this.#group = group && this.parser.compile(group);
    this.spells = literalTexts(values);
    cycles.last = this.#cycle;
    if (name) cycles.named.set(name.name, this.#cycle);
  }

  write(context: RenderContext, emitter: Emitter): void {
    const { turns, name, silent } = this.#cycle;
    const key = this.#group ? JSON.stringify([turns, this.#group(context)]) : turns;
    const turn = context.memory.get(key);
    const index = typeof turn === "number" ? turn : 0;
    context.memory.set(key, (index + 1) % this.#values.length);
    const value = this.#values[index]?.(context);
    if (name) context.assign(name.name, value);
    if (!silent) emitter.output(value, this, false);
  }

  describe(): Description {
    const { values, group, name, silent } = this.#cycle;
    const reads = group ? [...values, group] : values;
    return { reads, writes: silent ? "nothing" : "value", names: newNames(name) };
  }

  /** The earlier cycle that a tag with a single name advances. */
  #named({ values, turns }: Cycle, named: ReadonlyMap<string, Cycle>): Cycle | undefined {
    const [only, ...more] = values;
    const isName = turns === this && more.length === 0 && only?.kind === "path" && only.steps.length === 0;
    return isName && typeof only.root === "string" ? named.get(only.root) : undefined;
  }
}

/**
 * `{% resetcycle %}` restarts the cycle before it, `{% resetcycle name %}` a named one
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#resetcycle).
 */
export class ResetCycleTag extends DialectTag {
  readonly #cycle: Cycle | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const cycles = cyclesOf(this.parser);
    const name = this.parser.read(token, (words) => (words.atEnd ? undefined : readName(words, "the name of a cycle")));
    this.#cycle = name ? cycles.named.get(name.name) : cycles.last;
    if (this.#cycle === undefined) this.parser.report("There is no {% cycle %} before this.", token.begin);
  }

  write(context: RenderContext): void {
    context.memory.delete(this.#cycle?.turns);
  }

  describe(): Description {
    return { writes: "nothing" };
  }
}

/** The state of an `ifchanged` after its last pass. A loop that starts again discards it. */
class Before {
  readonly loop: unknown;
  readonly value: unknown;

  constructor(loop: unknown, value: unknown) {
    this.loop = loop;
    this.value = value;
  }
}

/**
 * `{% ifchanged %} ... {% else %} ... {% endifchanged %}` compares the block's text with the previous pass, `{%
 * ifchanged a b %}` the values (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#ifchanged).
 */
export class IfChangedTag extends DialectTag {
  readonly #values: readonly Expression[];
  readonly #evaluates: readonly Evaluate[];
  readonly #parts: readonly Part[];
  readonly #otherwise: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.#values = this.parser.read(token, readCompared) ?? [];
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
    // Without values, a block is rendered before it is known whether it is written.
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

function readCompared(words: ExpressionParser): Expression[] {
  const values: Expression[] = [];
  while (!words.atEnd) values.push(words.operand());
  return values;
}
