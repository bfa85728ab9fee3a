// What an import could not carry over, for the person who has to look after it.

import type { z } from "zod";
import { type JsonObject, type JsonValue, property } from "#core/json.ts";

/** Something that was not carried over as it was. */
export interface ImportNote {
  /** The place in the imported flow: "trigger", "action 12345 (send-email)". */
  readonly where: string;
  readonly why: string;
  /** How to fix it by hand. */
  readonly todo: string;
}

/** Takes a note. */
export type TakeNote = (note: ImportNote) => void;

/** Rounds of removing fields that a schema does not know: each may show others, one level below. */
const MOST_ROUNDS = 8;

/**
 * A value as a schema takes it: without the fields that the schema does not know, of which `onDropped` is told unless they
 * are empty. Where more than that is wrong, the first thing that is.
 */
export function fitted(
  schema: z.ZodType,
  value: JsonObject,
  onDropped: (field: string) => void,
): { readonly value: JsonObject } | { readonly problem: string } {
  let rest = value;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return { value: rest };
    const unknown = unknownFields(parsed.error);
    if (unknown.length === 0) return { problem: firstIssue(parsed.error) };
    for (const path of unknown) {
      if (path.reduce<unknown>(property, rest) != null) onDropped(path.join("."));
      rest = without(rest, path) as JsonObject; // the path leads into it
    }
  }
  return { problem: "It has unknown fields inside of unknown fields." };
}

function unknownFields({ issues }: z.ZodError): PropertyKey[][] {
  return issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [],
  );
}

/** The first thing that is wrong, with its place. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return `${place === "" ? "" : `${place}: `}${issue?.message ?? "It is not understood."}`;
}

function without(value: unknown, [key, ...rest]: readonly PropertyKey[]): JsonValue {
  const copy: Record<PropertyKey, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  if (key === undefined) return copy as JsonValue;
  if (rest.length === 0) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, without(property(value, key), rest));
  return copy as JsonValue; // parts of JSON
}
