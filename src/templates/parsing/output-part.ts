// An output: `{{ ... }}`, or `{% echo ... %}`, which means the same.

import type { Arguments, Context, Emitter, FilteredValueToken, Liquid, Template, Token, Tokenizer } from "liquidjs";
import { toValue, Value } from "liquidjs";
import type { RenderContext } from "../rendering/render-context.ts";
import { partEmitter } from "../rendering/text-emitter.ts";
import { compileEvaluator, type Evaluate, isFixedPath } from "./evaluator.ts";

/** What the last filter of an output already did to its value, so that it is not done twice. */
export type OutputEncoding = "none" | "json" | "url";

const ENCODING_FILTERS: ReadonlyMap<string, OutputEncoding> = new Map([
  ["json", "json"],
  ["jsonify", "json"],
  ["inspect", "json"],
  ["url_encode", "url"],
  ["cgi_escape", "url"],
]);

/** One output of a template. */
export class OutputPart implements Template {
  readonly token: Token;
  readonly expression: FilteredValueToken;
  readonly encoding: OutputEncoding;
  /** Whether, in a template without tags, its value is part of the event as it came, so of a size that is known. */
  readonly isPath: boolean;
  /** Its value in a template without tags: see Evaluate. */
  readonly evaluate: Evaluate;
  readonly #value: Value;

  /** Reads the whole of what the tokenizer holds; throws liquidjs's errors. */
  constructor(token: Token, tokenizer: Tokenizer, engine: Liquid) {
    this.token = token;
    this.expression = tokenizer.readFilteredValue();
    tokenizer.skipBlank();
    tokenizer.assert(tokenizer.end(), () => `unexpected ${tokenizer.snapshot()}`);
    const pipe = danglingPipe(tokenizer);
    tokenizer.assert(pipe === undefined, "a filter's name was expected after |", pipe);
    this.encoding = ENCODING_FILTERS.get(this.expression.filters.at(-1)?.name ?? "") ?? "none";
    this.isPath = isFixedPath(this.expression);
    this.evaluate = compileEvaluator(this.expression, engine);
    this.#value = new Value(this.expression, engine);
  }

  /** Its value among tags, where loops and assignments make variables. */
  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    const value = yield this.#value.value(context, false);
    partEmitter(emitter).output(toValue(value), this, false);
  }

  /** Writes its value in a template without tags. */
  renderPlain(context: RenderContext, emitter: Emitter): void {
    partEmitter(emitter).output(this.evaluate(context), this, this.isPath);
  }

  arguments(): Arguments {
    return [this.expression];
  }
}

/** Where an expression ends in a pipe without a filter, which liquidjs leaves out. */
export function danglingPipe({ input, N: end }: Tokenizer): number | undefined {
  const text = input.slice(0, end).trimEnd();
  return text.endsWith("|") ? text.length - 1 : undefined;
}
