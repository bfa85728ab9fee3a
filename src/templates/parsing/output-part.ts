// An output: `{{ ... }}`, or `{% echo ... %}`, which means the same.

import type { Arguments, Context, Emitter, FilteredValueToken, Liquid, Template, Token, Tokenizer } from "liquidjs";
import { type RenderContext, renderContext } from "../rendering/render-context.ts";
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
  readonly evaluate: Evaluate;
  /** Whether, in a template without tags, its value is part of the event as it came, so of a size that is known. */
  readonly isPath: boolean;

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
  }

  /** Among tags, which may have made its value of anything. */
  render(context: Context, emitter: Emitter): void {
    partEmitter(emitter).output(this.evaluate(renderContext(context)), this, false);
  }

  /** In a template without tags. */
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
