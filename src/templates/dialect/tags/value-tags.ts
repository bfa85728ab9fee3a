// Tags that write a value: `today`, `now` and `current_...` for the time of the rendering, `firstof` and `widthratio`.
//
// Klaviyo's `today` names the date with `as`, `{% today '%Y-%m-%d' as today %} {{ today }}`
// (https://help.klaviyo.com/hc/en-us/articles/115005257788). Without `as` it writes the date, as Django's `now` does.
// Formats are those of the `date` filter. `current_day` and its siblings are Klaviyo's
// (https://developers.klaviyo.com/en/docs/django_message_design).

import type { Expression } from "../expressions/ast.ts";
import type { Evaluate } from "../expressions/compile.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { Filter } from "../filters/filter.ts";
import { compileNeeded, type Give, type RequireVariables, requirementsOf } from "../parsing/needed-variables.ts";
import { type Description, literalTexts } from "../parsing/parts.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { isTrue } from "../values/compare.ts";
import { writtenNumber } from "../values/numbers.ts";
import { DialectTag, type GivenName, newNames, readAs, type TagSource, UNREAD } from "./dialect-tag.ts";

const DEFAULT_FORMAT = "%Y-%m-%d";

/** The value that the `date` filter reads as the time of the rendering. */
const NOW = "now";

/** `{% today %}`, `{% today '%d.%m.%Y' %}`, `{% now 'F j, Y' as name %}` */
export class ClockTag extends DialectTag {
  readonly #format: string;
  readonly #name: GivenName | undefined;
  readonly #date: Filter | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const date = this.parser.filters.get("date");
    this.#date = date?.filter;
    const read = this.parser.read(token, (words) => {
      const format = words.token.kind === "text" ? words.token : undefined;
      if (format) words.advance();
      const problem = format && date?.check?.([{ value: format.value }]);
      if (problem !== undefined) this.parser.report(problem, format?.begin ?? token.begin, "template-filter-argument");
      return { format: format?.value ?? DEFAULT_FORMAT, name: readAs(words) };
    });
    this.#format = read?.format ?? DEFAULT_FORMAT;
    this.#name = read?.name;
    this.spells = (text) => date?.spells?.(text, [{ value: this.#format }]) === true;
  }

  write(context: RenderContext, emitter: Emitter): void {
    const text = this.#date?.(NOW, [this.#format], context);
    if (this.#name) context.assign(this.#name.name, text);
    else emitter.output(text, this, false);
  }

  describe(): Description {
    return { writes: this.#name ? "nothing" : "value", names: newNames(this.#name) };
  }
}

/** strftime formats. */
const CURRENT: Readonly<Record<string, string>> = {
  current_day: "%-d",
  current_weekday: "%A",
  current_month: "%-m",
  current_month_name: "%B",
  current_year: "%Y",
};

export const CURRENT_TAGS: readonly string[] = Object.keys(CURRENT);

/** `{% current_day %}`, `{% current_weekday %}`, `{% current_month %}`, `{% current_month_name %}`, `{% current_year %}` */
export class CurrentTag extends DialectTag {
  readonly #date: Filter | undefined;

  constructor(...source: TagSource) {
    super(...source);
    this.#date = this.parser.filters.get("date")?.filter;
    this.parser.readNothing(source[0]);
  }

  /** A number is written as a number if it is the whole value. */
  write(context: RenderContext, emitter: Emitter): void {
    const text = this.#date?.(NOW, [CURRENT[this.name]], context);
    const number = Number(text);
    emitter.output(Number.isNaN(number) ? text : number, this, false);
  }

  describe(): Description {
    return { writes: "value" };
  }
}

/**
 * `{% firstof a b 'fallback' %}`, `{% firstof a b as name %}`: the first true value
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#firstof).
 */
export class FirstOfTag extends DialectTag {
  readonly #values: readonly Expression[];
  readonly #evaluates: readonly Evaluate[];
  readonly #name: GivenName | undefined;
  /** If no value is true, the last one is the one that is missing. */
  readonly #require: RequireVariables;

  constructor(...source: TagSource) {
    super(...source);
    const read = this.parser.read(source[0], readCandidates);
    this.#values = read?.values ?? [];
    this.#name = read?.name;
    this.#evaluates = this.#values.map((value) => this.parser.compile(value));
    this.#require = requirementsOf(this.#values.at(-1) ?? UNREAD, this.parser.filters);
    this.spells = literalTexts(this.#values);
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

function readCandidates(words: ExpressionParser): { values: Expression[]; name: GivenName | undefined } {
  const values = [words.operand()];
  while (!words.atEnd && !words.isName("as")) values.push(words.operand());
  return { values, name: readAs(words) };
}

/**
 * `{% widthratio value largest width %}`, `{% widthratio value largest width as name %}`: a share of a width, as a
 * whole number (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#widthratio).
 */
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

/** As in Django, an empty text if a number is missing, and 0 if the largest value is 0. */
function share(value: number | undefined, largest: number | undefined, width: number | undefined): unknown {
  if (value === undefined || largest === undefined || width === undefined) return "";
  return largest === 0 ? 0 : roundHalfToEven((value / largest) * width);
}

/** Python's `round`, which rounds halves to the even neighbour. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (Math.abs(floor) % 2) : Math.round(value);
}
