// Which variables a template does not count on: those that an `if`, `unless` or `case` asks for, there and in the block, and
// those with a `default`. That an event lacks one is then no surprise.

import { CaseTag, IfTag, type Template, UnlessTag } from "liquidjs";
import { leadingLookups, type TemplateValue, type ValueParts, valueParts } from "./template-values.ts";
import { type PathStep, tokenPath } from "./variable-path.ts";

/** The variables that a block's condition asks for, as the template writes them; none for what is no such block. */
export function askedFor(template: Template): PathStep[][] {
  const isConditional = template instanceof IfTag || template instanceof UnlessTag || template instanceof CaseTag;
  const values: Iterable<TemplateValue> = isConditional ? template.arguments() : [];
  return [...values].flatMap((value) => variablesOf(valueParts(value)));
}

/** The variables of a value that has a `default`. */
export function defaulted(parts: ValueParts): PathStep[][] {
  return parts.filters.some(({ name }) => name === "default") ? variablesOf(parts) : [];
}

function variablesOf(parts: ValueParts): PathStep[][] {
  const lookups = parts.postfix.length === 1 ? leadingLookups(parts) : [];
  return parts.postfix.flatMap((token) => {
    const path = tokenPath(token);
    return path ? [[...path, ...lookups]] : [];
  });
}
