// Texts that the template spells, apart from those that come from the data: `{{ x|floatformat:2 }}`, the fallback of
// `{{ x|default:'0' }}`, `{% firstof x 'none' %}`. Where a place asks for a value and not for a text, whoever writes the value
// may take them for what they spell.

import type { Expression } from "../expressions/ast.ts";
import type { Filters } from "../expressions/evaluate.ts";
import { written } from "./filter-problem.ts";

/** Whether a text is spelled by the template. */
export type Spells = (text: string) => boolean;

/** Which texts of an expression's value are spelled; undefined where none are. */
export function spelledBy(expression: Expression, filters: Filters): Spells | undefined {
  if (expression.kind === "literal") return words([expression]);
  if (expression.kind !== "filtered") return undefined;
  const found: Spells[] = [];
  for (const use of expression.filters.toReversed()) {
    const entry = filters.get(use.name);
    const args = use.args.map(written);
    if (entry?.spells) found.push((text) => entry.spells?.(text, args) === true);
    // A fallback leaves other values as the filters before it have made them.
    if (!entry?.spells || !entry.replacesAbsent) break;
  }
  return found.length === 0 ? undefined : (text) => found.some((spells) => spells(text));
}

/** The literal texts among values of which one is written. */
export function words(values: readonly Expression[]): Spells | undefined {
  const literal = values.flatMap((value) => (value.kind === "literal" ? [value.value] : []));
  return literal.length === 0 ? undefined : (text) => literal.includes(text);
}
