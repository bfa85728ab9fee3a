// What a variable's path leads to in an event: all that it may give, so that an event which has it in one item of a list has
// it.

import { ExactNumber } from "#core/exact-number.ts";
import { property } from "#core/json.ts";
import type { PathStep, VariablePath } from "#templates/dialect/dialect.ts";

/** Stands for what an empty list would hold: whatever is read of it may be there. */
const UNKNOWN = Symbol("unknown");

/** The values that a path leads to, null among them; none where it leads to nothing. */
export function valuesAt(root: unknown, path: VariablePath): readonly unknown[] {
  return path.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => stepInto(value, step)), [root]);
}

/** Where a path that leads nowhere breaks off, in several objects: what is there as far as any of them has it. */
export interface BrokenPath {
  readonly known: VariablePath;
  /** The step that none of them has. */
  readonly missing: PathStep | undefined;
  /** The names that stand in its place. */
  readonly names: readonly string[];
}

/** Where a path breaks off that none of these objects has. */
export function namesAt(roots: readonly object[], path: VariablePath): BrokenPath {
  const reaches = (length: number) => roots.some((root) => valuesAt(root, path.slice(0, length)).length > 0);
  const broken = path.findIndex((_, index) => !reaches(index + 1));
  const known = path.slice(0, broken);
  const names = roots.flatMap((root) => valuesAt(root, known).flatMap(namesOf));
  return { known, missing: path[broken], names: [...new Set(names)] };
}

function stepInto(value: unknown, step: PathStep): readonly unknown[] {
  if (value === UNKNOWN) return [UNKNOWN];
  if (step === null) return eachOf(value);
  if (Array.isArray(value)) return inList(value, step);
  const found = property(value, step);
  if (found !== undefined) return [found];
  const hasSize = step === "size" && (typeof value === "string" || isObject(value));
  return hasSize ? [UNKNOWN] : [];
}

/** What a loop comes by, or a name that is known only at rendering may lead to. */
function eachOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length > 0 ? value : [UNKNOWN];
  if (typeof value === "string") return [value];
  return isObject(value) ? [...Object.values(value), ...Object.entries(value)] : [];
}

/** Of a list: an item by its number, also from its end, and what Liquid knows of it. */
function inList(list: readonly unknown[], step: string | number): readonly unknown[] {
  if (step === "size") return [list.length];
  if (list.length === 0) return [UNKNOWN];
  const index = { first: 0, last: -1 }[step] ?? Number(step);
  const item: unknown = Number.isInteger(index) ? list.at(index) : undefined;
  return item === undefined ? [] : [item];
}

function namesOf(value: unknown): string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, found]) => (found === undefined ? [] : [name]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
