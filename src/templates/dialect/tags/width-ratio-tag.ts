// `widthratio`: a share of a width, as a whole number (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#widthratio).

import type { Expression } from "../expressions/ast.ts";
import { compileNeeded, type Give } from "../parsing/needed-variables.ts";
import type { Description } from "../parsing/part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writtenNumber } from "../values/written-number.ts";
import { DialectTag, type GivenName, newNames, type TagSource } from "./dialect-tag.ts";
import { readAs } from "./given-name.ts";

/** `{% widthratio value largest width %}`, `{% widthratio value largest width as name %}` */
export class WidthRatioTag extends DialectTag {
  readonly #values: readonly Expression[];
  readonly #gives: readonly Give[];
  readonly #name: GivenName | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const read = this.parser.read(source[0], (words) => {
      const values = [words.operand(), words.operand(), words.operand()];
      return { values, name: readAs(words) };
    });
    this.#values = read?.values ?? [];
    this.#name = read?.name;
    this.#gives = this.#values.map((value) => compileNeeded(value, this.parser.filters));
  }

  write(context: RenderContext, emitter: Emitter): void {
    const [value, largest, width] = this.#gives.map((give) => writtenNumber(give(context)));
    const ratio = share(value, largest, width);
    if (this.#name) context.assign(this.#name.name, ratio);
    else emitter.output(ratio, this, false);
  }

  describe(): Description {
    return { reads: this.#values, writes: this.#name ? "nothing" : "value", names: newNames(this.#name) };
  }
}

/** As in Django, nothing where a number is missing, and 0 where the largest value is 0. */
function share(value: number | undefined, largest: number | undefined, width: number | undefined): unknown {
  if (value === undefined || largest === undefined || width === undefined) return "";
  return largest === 0 ? 0 : roundHalfToEven((value / largest) * width);
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (Math.abs(floor) % 2) : Math.round(value);
}
