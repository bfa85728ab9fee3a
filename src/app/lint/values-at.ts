// Returns the values that a variable's path may lead to in an event. If one item of a list has the variable, the event has
// it.

import { ExactNumber } from "#core/exact-number.ts";
import { property } from "#core/json.ts";
import type { PathStep, VariablePath } from "#templates/dialect/dialect.ts";

/** The items of an empty list: any field may exist in them. */
const UNKNOWN = Symbol("unknown");

/** Returns the values that a path leads to, including null; an empty list if it leads nowhere. */
export function valuesAt(root: unknown, path: VariablePath): readonly unknown[] {
  return path.reduce<readonly unknown[]>((values, step) => values.flatMap((value) => stepInto(value, step)), [root]);
}

/** The point at which a path breaks off in several objects: as far as any of them has it. */
interface BrokenPath {
  readonly known: VariablePath;
  /** The step that no object has. */
  readonly missing: PathStep | undefined;
  /** The names that exist instead of it. */
  readonly names: readonly string[];
}

/** Returns the point at which a path breaks off that no object has. */
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

/** Returns the items that a loop visits, or the values that a name known only at rendering may lead to. */
function eachOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length > 0 ? value : [UNKNOWN];
  if (typeof value === "string") return [value];
  return isObject(value) ? [...Object.values(value), ...Object.entries(value)] : [];
}

/** Returns an item of a list by its number, also from its end, or a field that Liquid gives lists. */
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
