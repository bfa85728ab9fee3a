// What of an expression is known before it is evaluated: the path of a variable, and what stands in it.

import type { Expression, Filtered, FilterUse, Path } from "./ast.ts";

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

// What filters pass on of the data: after `event.Items|slice:':3'` it is still items of event.Items that a loop goes through,
// and `event.Items|map:'Name'` reads the name of each. By this the variables of a template are known beyond its filters.

/** Filters that give items of the list that they are given, or all of them. */
const SAME_ITEMS: ReadonlySet<string> = new Set([
  ...["compact", "dictfilter", "dictsort", "dictsortreversed", "list_where", "pop", "reject", "reverse", "safeseq"],
  ...["shift", "slice", "sort", "sort_natural", "uniq", "where"],
]);
const ONE_ITEM: ReadonlySet<string> = new Set(["find", "first", "last"]);

/** Filters whose first argument is the path of a property of each item, and those that an item may be without it for. */
const READS: ReadonlySet<string> = new Set(["dictsort", "dictsortreversed", "group_by", "map", "sum"]);
const ASKS: ReadonlySet<string> = new Set([
  ...["find", "find_index", "has", "reject", "sort", "sort_natural", "uniq", "where"],
]);

/** A property that a filter reads of each item. */
interface ItemRead {
  /** From the value that the filters follow. */
  readonly steps: readonly PathStep[];
  readonly offset: number;
  /** Whether its absence is no surprise. */
  readonly mayLack: boolean;
}

/** What filters make of a path. */
interface PassedOn {
  /** The steps that they add, up to a filter that makes something else. */
  readonly steps: readonly PathStep[];
  /** Whether there is no such filter. */
  readonly isAll: boolean;
  readonly items: readonly ItemRead[];
}

/** What these filters pass on. */
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

/** The path that a value has which gets a name; undefined where it is none of the data. */
export function passedPath(expression: Expression): VariablePath | undefined {
  if (expression.kind !== "filtered") return pathOf(expression);
  const path = pathOf(expression.value);
  const { steps, isAll } = passedOn(expression.filters);
  return path && isAll ? [...path, ...steps] : undefined;
}

/** Steps without the last ones that lead to each item alone: of the list itself no more is read. */
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
