// The `for` loop of Django and Liquid in one tag, and Liquid's `break` and `continue`.

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/compile.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { compileNeeded, type Give, type RequireVariables, requirementsOf } from "../parsing/needed-variables.ts";
import type { Description, NewName, Part } from "../parsing/parts.ts";
import type { Emitter } from "../rendering/emitter.ts";
import { type Names, noNames, type RenderContext } from "../rendering/render-context.ts";
import { RenderFailure } from "../rendering/render-failure.ts";
import { writeParts } from "../rendering/write-template.ts";
import { writtenNumber } from "../values/numbers.ts";
import { isObject } from "../values/properties.ts";
import { DialectTag, type GivenName, readName, type TagSource, UNREAD } from "./dialect-tag.ts";
import {
  advance,
  type EntryForm,
  entriesOf,
  itemsOf,
  loopState,
  type MethodCall,
  methodOf,
  readsPair,
  unpack,
} from "./loop-items.ts";

/** The words of a `for`. */
interface ForHeader {
  /** One name for each item, or several for the parts of each item. */
  readonly names: readonly GivenName[];
  readonly collection: Expression;
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
  readonly reversed: boolean;
}

const MODIFIERS = "limit:, offset: or reversed";

/**
 * Reads `item in list limit:2 offset:1 reversed`. As in Liquid, the loop applies offset, limit and reversed in this
 * order, whatever the order of the words.
 */
function readForHeader(words: ExpressionParser): ForHeader {
  const names = [readName(words, "the name of the loop's variable")];
  while (words.skip(",")) names.push(readName(words, "the name of another variable"));
  words.expect("in");
  const collection = words.operand();
  const modifiers: { limit?: Expression; offset?: Expression; reversed?: true } = {};
  while (!words.atEnd) {
    words.skip(",");
    readModifier(words, modifiers);
  }
  const { limit, offset, reversed = false } = modifiers;
  return { names, collection, limit, offset, reversed };
}

function readModifier(
  words: ExpressionParser,
  modifiers: { limit?: Expression; offset?: Expression; reversed?: true },
): void {
  if (words.skip("reversed")) modifiers.reversed = true;
  else if (words.isName("limit") || words.isName("offset")) {
    const which = words.isName("limit") ? "limit" : "offset";
    words.advance();
    words.expect(":");
    modifiers[which] = words.argument();
  } else throw words.expected(MODIFIERS);
}

const UNREAD_HEADER: ForHeader = {
  names: [],
  collection: UNREAD,
  limit: undefined,
  offset: undefined,
  reversed: false,
};

/** `{% for item in list limit:2 offset:1 reversed %} ... {% empty %} ... {% endfor %}` */
export class ForTag extends DialectTag {
  readonly #header: ForHeader;
  readonly #method: MethodCall | undefined;
  readonly #collection: Evaluate;
  readonly #object: Evaluate;
  readonly #limit: Give;
  readonly #offset: Give;
  readonly #form: EntryForm;
  /** A loop with an `empty` block may lack its list. */
  readonly #require: RequireVariables;
  readonly #body: readonly Part[];
  readonly #empty: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [opening] = source;
    this.#header = this.parser.read(opening, readForHeader) ?? UNREAD_HEADER;
    const { names, collection, limit, offset } = this.#header;
    this.#method = methodOf(collection);
    this.#collection = this.parser.compile(collection);
    this.#object = this.parser.compile(this.#method?.object ?? UNREAD);
    this.#require = requirementsOf(this.#method?.object ?? collection, this.parser.filters);
    this.#limit = compileNeeded(limit ?? UNREAD, this.parser.filters);
    this.#offset = compileNeeded(offset ?? UNREAD, this.parser.filters);
    const body = this.parser.insideLoop(() => this.parser.parseBranch(opening, this.rest, ["empty", "else", "endfor"]));
    this.#body = body.parts;
    let { end } = body;
    let empty: readonly Part[] = [];
    if (end.name !== "endfor") {
      this.parser.readNothing(end);
      ({ parts: empty, end } = this.parser.parseBranch(opening, this.rest, ["endfor"]));
    }
    this.#empty = empty;
    this.parser.readNothing(end);
    const [name] = names;
    const inPairs = names.length > 1 || (name !== undefined && readsPair(this.#body, name.name));
    this.#form = inPairs ? "pairs" : "keys";
  }

  write(context: RenderContext, emitter: Emitter): void {
    const items = this.#select(this.#items(context), context);
    if (items.length === 0) {
      if (context.needsVariables && this.#empty.length === 0) this.#require(context);
      writeParts(this.#empty, context, emitter);
      return;
    }
    context.budget.useLoopPasses(items.length);
    const names = noNames();
    const state = loopState(items.length, context.variable("forloop"));
    names["forloop"] = state;
    context.enter(names);
    for (const [index, item] of items.entries()) {
      advance(state, index);
      this.#name(names, item);
      writeParts(this.#body, context, emitter);
      const { interrupt } = context;
      context.interrupt = undefined;
      if (interrupt === "break") break;
    }
    context.leave();
  }

  describe(): Description {
    const { collection, limit, offset } = this.#header;
    const object = this.#readsObject();
    // With one name, `object.items` may also be a property.
    const mayLack = object === undefined && this.#method ? [collection] : [];
    const list = object ? [object] : this.#method ? [this.#method.object, collection] : [collection];
    const reads = [...list, limit, offset].filter((read) => read !== undefined);
    const forloop = { name: "forloop", offset: this.begin };
    return {
      reads,
      mayLack,
      writes: "each",
      blocks: [{ parts: this.#body, names: [...this.#newNames(), forloop] }, { parts: this.#empty }],
    };
  }

  /** With two names, `object.items` means the entries of the object. */
  #readsObject(): Expression | undefined {
    return this.#header.names.length > 1 ? this.#method?.object : undefined;
  }

  #newNames(): NewName[] {
    const { names, collection } = this.#header;
    const object = this.#readsObject();
    return names.map(({ name, offset }, index) => {
      if (names.length === 1) return { name, offset, value: { of: collection, each: true } };
      return object && index === 1 ? { name, offset, value: { of: object, each: true } } : { name, offset };
    });
  }

  #items(context: RenderContext): readonly unknown[] {
    const value = this.#method && this.#object(context);
    if (this.#method && isObject(value) && !Object.hasOwn(value, this.#method.name)) {
      return entriesOf(value, this.#method.form);
    }
    return itemsOf(this.#collection(context), this.#form);
  }

  #name(scope: Names, item: unknown): void {
    const { names } = this.#header;
    const [only] = names;
    if (names.length === 1 && only) {
      scope[only.name] = item;
      return;
    }
    const values = unpack(item, names.length);
    for (const [index, { name }] of names.entries()) scope[name] = values[index];
  }

  #select(items: readonly unknown[], context: RenderContext): readonly unknown[] {
    const first = wholeNumber("offset", this.#offset(context)) ?? 0;
    const count = wholeNumber("limit", this.#limit(context)) ?? items.length;
    const selected = first === 0 && count >= items.length ? items : items.slice(first, first + count);
    return this.#header.reversed ? selected.toReversed() : selected;
  }
}

/** A number of items; undefined if the value is absent. */
function wholeNumber(what: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = writtenNumber(value);
  if (number !== undefined) return Math.max(0, Math.trunc(number));
  throw new RenderFailure("template-render", `The ${what} of this loop is not a number.`);
}

abstract class InterruptTag extends DialectTag {
  protected abstract readonly interrupt: "break" | "continue";

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.parser.readNothing(token);
    if (!this.parser.isInsideLoop) this.parser.report(`{% ${token.name} %} is outside of a loop.`, token.begin);
  }

  write(context: RenderContext): void {
    context.interrupt = this.interrupt;
  }

  describe(): Description {
    return { writes: "nothing" };
  }
}

/** `{% break %}` */
export class BreakTag extends InterruptTag {
  protected readonly interrupt = "break";
}

/** `{% continue %}` */
export class ContinueTag extends InterruptTag {
  protected readonly interrupt = "continue";
}
