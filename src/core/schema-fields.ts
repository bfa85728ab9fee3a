// Which fields a schema knows at one place of a value: what a misspelt one there may have meant.

import type { z } from "zod";
import { property } from "./json.ts";

type Schema = z.core.$ZodType;

/** The fields of the object that `path` leads to in `value`; none where the schema takes any name. */
export function fieldsAt(schema: Schema, value: unknown, path: readonly PropertyKey[]): string[] {
  // Every schema of zod is one of $ZodTypes; only its type parameter hides which.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
      return fieldsAt(def.innerType, value, path);
    case "union":
      return def.options.filter((option) => isMeant(option, value)).flatMap((option) => fieldsAt(option, value, path));
    case "array":
      return stepInto(def.element, value, path);
    case "object":
      return path.length === 0 ? Object.keys(def.shape) : stepInto(def.shape[String(path[0])], value, path);
    default:
      return [];
  }
}

function stepInto(schema: Schema | undefined, value: unknown, [key, ...rest]: readonly PropertyKey[]): string[] {
  if (schema === undefined || key === undefined) return [];
  return fieldsAt(schema, property(value, key), rest);
}

/** Whether a value has what tells an option of a union from the others: its `type` or `operator`. */
function isMeant(option: Schema, value: unknown): boolean {
  return Object.entries(option._zod.propValues ?? {}).every(([name, values]) => {
    const found = property(value, name);
    return [...values].some((known) => known === found);
  });
}
