// What of an expression is known before it is evaluated: the path of a variable, and what stands in it.

import type { Expression, Filtered, Path } from "./ast.ts";

/** A step of a path: a name, an index, or null for each item of a list and for names that are known only at rendering. */
export type PathStep = string | number | null;

/** A path from a root: `["event", "Items", null, "Name"]`. */
export type VariablePath = readonly PathStep[];

/** The path that an expression is, with its leading `lookup` filters; undefined for what is more, or no variable. */
export function pathOf(expression: Expression): VariablePath | undefined {
  if (expression.kind === "path") return ownPath(expression);
  if (expression.kind !== "filtered") return undefined;
  const path = pathOf(expression.value);
  const lookups = leadingLookups(expression);
  return path && lookups.length === expression.filters.length ? [...path, ...lookups] : undefined;
}

/** The path of a variable without what follows it; undefined where its root is no variable. */
export function ownPath({ root, steps }: Path): VariablePath | undefined {
  const start = typeof root === "string" ? [root] : pathOf(root);
  return start && [...start, ...steps.map((step) => (typeof step === "object" ? null : step))];
}

/** The fixed names that a value looks up one after the other, before any other filter: `event|lookup:'a'|lookup:'b'`. */
export function leadingLookups({ filters }: Filtered): string[] {
  const names: string[] = [];
  for (const { name, args } of filters) {
    const [key] = args;
    if (name !== "lookup" || key?.kind !== "literal" || typeof key.value !== "string") break;
    names.push(key.value);
  }
  return names;
}

/** A path for people, as a template would have it: `event.Items[].Name`, `person['Loyalty Points']`. */
export function pathText(path: VariablePath): string {
  return path
    .map((step, index) => {
      if (step === null) return "[]";
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `['${step}']`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
