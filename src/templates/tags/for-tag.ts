// The `for` loop. liquidjs's own counts no passes, lets templates call the methods of its `forloop`, and ignores words
// that it does not know; this one has limits, a `forloop` of plain numbers, with Klaviyo's (Django's) names beside
// Liquid's, and refuses such words.

import type { Liquid, Parser, TagToken, TopLevelToken } from "liquidjs";
import {
  type Arguments,
  type Context,
  type Emitter,
  evalToken,
  ForTag as LiquidForTag,
  TypeGuards,
  toValue,
} from "liquidjs";
import { renderContext } from "../rendering/render-context.ts";

const MODIFIERS = ["offset", "limit", "reversed"];

/** `forloop`, one for all passes of a loop. */
interface LoopState {
  length: number;
  index: number;
  index0: number;
  rindex: number;
  rindex0: number;
  counter: number;
  counter0: number;
  revcounter: number;
  revcounter0: number;
  first: boolean;
  last: boolean;
  parentloop: unknown;
}

/** `{% for item in list limit:2 offset:1 reversed %} ... {% else %} ... {% endfor %}` */
export class ForTag extends LiquidForTag {
  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid, parser: Parser) {
    super(token, rest, engine, parser);
    for (const word of Object.keys(this.hash.hash)) {
      if (!MODIFIERS.includes(word)) throw new Error(`"${word}" is not one of ${MODIFIERS.join(", ")}`);
    }
  }

  override *render(context: Context, emitter: Emitter): Generator<unknown, void, never> {
    const items = this.#select(itemsOf(yield evalToken(this.collection, context)), yield this.hash.render(context));
    if (items.length === 0) {
      yield this.liquid.renderer.renderTemplates(this.elseTemplates, context, emitter);
      return;
    }
    renderContext(context).budget.useLoopPasses(items.length);
    const scope = Object.create(null);
    scope.forloop = loopState(items.length, context.getSync(["forloop"]));
    context.push(scope);
    for (const [index, item] of items.entries()) {
      advance(scope.forloop, index);
      scope[this.variable] = item;
      yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
      const { breakCalled } = context;
      context.breakCalled = false;
      context.continueCalled = false;
      if (breakCalled) break;
    }
    context.pop();
  }

  override arguments(): Arguments {
    return [this.collection, ...Object.values(this.hash.hash).filter(TypeGuards.isValueToken)];
  }

  /** Liquid's order, whatever the order of the words: offset, limit, reversed. */
  #select(items: readonly unknown[], { offset, limit, reversed }: Record<string, unknown>): readonly unknown[] {
    let selected = offset === undefined ? items : items.slice(Number(toValue(offset)));
    if (limit !== undefined) selected = selected.slice(0, Number(toValue(limit)));
    return reversed === undefined ? selected : selected.toReversed();
  }
}

/** What a loop goes through: a list, the entries of an object, a text as one item, nothing else. */
function itemsOf(collection: unknown): readonly unknown[] {
  const value: unknown = toValue(collection);
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return value === "" ? [] : [value];
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function loopState(length: number, parentloop: unknown): LoopState {
  const numbers = {
    index: 0,
    index0: 0,
    rindex: 0,
    rindex0: 0,
    counter: 0,
    counter0: 0,
    revcounter: 0,
    revcounter0: 0,
  };
  return { length, ...numbers, first: false, last: false, parentloop };
}

function advance(state: LoopState, index: number): void {
  const left = state.length - index;
  state.index0 = state.counter0 = index;
  state.index = state.counter = index + 1;
  state.rindex = state.revcounter = left;
  state.rindex0 = state.revcounter0 = left - 1;
  state.first = index === 0;
  state.last = left === 1;
}
