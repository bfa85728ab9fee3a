// An output: `{{ ... }}`, or `{% echo ... %}`, which means the same.

import type { Expression, Span } from "../expressions/ast.ts";
import { isFixedPath } from "../expressions/compile.ts";
import type { Filters } from "../expressions/evaluate.ts";
import { pathOf, type VariablePath } from "../expressions/static-path.ts";
import type { Emitter, OutputEncoding } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { compileNeeded, type Give } from "./needed-variables.ts";
import type { Description, Part } from "./part.ts";
import { type Spells, spelledBy } from "./spelled.ts";

/** One output of a template. */
export class OutputPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly expression: Expression;
  readonly encoding: OutputEncoding;
  readonly variable: VariablePath | undefined;
  readonly spells: Spells | undefined;
  /** Its value. */
  readonly value: Give;
  /** Whether, in a template without tags, its value is part of the data as it came, so of a size that is known. */
  readonly isPath: boolean;

  constructor({ begin, end }: Span, expression: Expression, filters: Filters) {
    this.begin = begin;
    this.end = end;
    this.expression = expression;
    const last = expression.kind === "filtered" ? expression.filters.at(-1) : undefined;
    this.encoding = (last && filters.get(last.name)?.encoding) ?? "none";
    this.variable = pathOf(expression);
    this.spells = spelledBy(expression, filters);
    this.value = compileNeeded(expression, filters);
    this.isPath = isFixedPath(expression);
  }

  /** Among tags, which may have made its value of anything. */
  write(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, false);
  }

  /** In a template without tags. */
  writePlain(context: RenderContext, emitter: Emitter): void {
    emitter.output(this.value(context), this, this.isPath);
  }

  describe(): Description {
    return { reads: [this.expression], writes: "value" };
  }
}
