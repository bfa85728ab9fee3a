// The path of a variable, as far as it is known before the expression is evaluated.

import type { Expression, Filtered, FilterUse, Path } from "./ast.ts";

/** A step of a path: a name or an index. Null means each item of a list, or a name that is only known at rendering. */
export type PathStep = string | number | null;

/** A path from a root: `["event", "Items", null, "Name"]`. */
export type VariablePath = readonly PathStep[];

/**
 * The path of a variable with the `lookup` filters that follow it; undefined if an expression has more than that or is
 * not a variable.
 */
export function pathOf(expression: Expression): VariablePath | undefined {
  if (expression.kind === "path") return ownPath(expression);
  if (expression.kind !== "filtered") return undefined;
  const path = pathOf(expression.value);
  const lookups = leadingLookups(expression);
  return path && lookups.length === expression.filters.length ? [...path, ...lookups] : undefined;
}

/** The path of a variable without its filters; undefined if its root is not a variable. */
export function ownPath({ root, steps }: Path): VariablePath | undefined {
  const start = typeof root === "string" ? [root] : pathOf(root);
  return start && [...start, ...steps.map((step) => (typeof step === "object" ? null : step))];
}

/** The literal names of the `lookup` filters before any other filter: `event|lookup:'a'|lookup:'b'`. */
export function leadingLookups({ filters }: Filtered): string[] {
  const names: string[] = [];
  for (const { name, args } of filters) {
    const [key] = args;
    if (name !== "lookup" || key?.kind !== "literal" || typeof key.value !== "string") break;
    names.push(key.value);
  }
  return names;
}

/** A path for display, in the syntax of a template: `event.Items[].Name`, `person['Loyalty Points']`. */
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

// How filters carry a path further. After `event.Items|slice:':3'` a loop still reads items of event.Items, and
// `event.Items|map:'Name'` reads the name of each. So a template's variables are known across its filters.

/** Filters that return items of their list, or all of them. */
const SAME_ITEMS: ReadonlySet<string> = new Set([
  ...["compact", "dictfilter", "dictsort", "dictsortreversed", "list_where", "pop", "reject", "reverse", "safeseq"],
  ...["shift", "slice", "sort", "sort_natural", "uniq", "where"],
]);
const ONE_ITEM: ReadonlySet<string> = new Set(["find", "first", "last"]);

/**
 * Filters whose first argument is the path of a property that they read from each item. Items may lack it for the
 * second group.
 */
const READS: ReadonlySet<string> = new Set(["dictsort", "dictsortreversed", "group_by", "map", "sum"]);
const ASKS: ReadonlySet<string> = new Set([
  ...["find", "find_index", "has", "reject", "sort", "sort_natural", "uniq", "where"],
]);

/** A property that a filter reads from each item. */
interface ItemRead {
  /** From the value that the filters are applied to. */
  readonly steps: readonly PathStep[];
  readonly offset: number;
  /** Whether the property may be absent. */
  readonly mayLack: boolean;
}

interface PassedOn {
  /** The steps that filters add, up to the first filter that makes something else. */
  readonly steps: readonly PathStep[];
  /** Whether every filter was followed. */
  readonly isAll: boolean;
  readonly items: readonly ItemRead[];
}

/** Follows a path through filters. */
export function passedOn(uses: readonly FilterUse[]): PassedOn {
  const steps: PathStep[] = [];
  const items: ItemRead[] = [];
  for (const use of uses) {
    const item = itemRead(use, steps);
    if (item) items.push(item);
    const added = stepsOf(use);
    if (added === undefined) return { steps, isAll: false, items };
    steps.push(...added);
  }
  return { steps, isAll: true, items };
}

/** The path that a named value refers to; undefined if it is not part of the data. */
export function passedPath(expression: Expression): VariablePath | undefined {
  if (expression.kind !== "filtered") return pathOf(expression);
  const path = pathOf(expression.value);
  const { steps, isAll } = passedOn(expression.filters);
  return path && isAll ? [...path, ...steps] : undefined;
}

/** Steps without a trailing null: a use of the list reads no items. */
export function ofList(steps: readonly PathStep[]): readonly PathStep[] {
  return steps.slice(0, steps.findLastIndex((step) => step !== null) + 1);
}

function stepsOf({ name, args: [key] }: FilterUse): readonly PathStep[] | undefined {
  if (SAME_ITEMS.has(name)) return [];
  if (ONE_ITEM.has(name)) return [null];
  return name === "lookup" && key?.kind === "literal" && typeof key.value === "string" ? [key.value] : undefined;
}

function itemRead({ name, args: [property] }: FilterUse, steps: readonly PathStep[]): ItemRead | undefined {
  const mayLack = ASKS.has(name);
  if (!mayLack && !READS.has(name)) return undefined;
  if (property?.kind !== "literal" || typeof property.value !== "string") return undefined;
  return { steps: [...steps, null, ...property.value.split(".")], offset: property.begin, mayLack };
}
